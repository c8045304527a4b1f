"""A régua dos cenários: troca-se sem esperar dia nenhum, para planejar datas que já passaram."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.credores.models import DESDE_SEMPRE, Credor, VersaoDaCarteira


def trocar_a_regua(credor: Credor, regua: list[dict[str, Any]], codigo: str = "GERAL") -> VersaoDaCarteira:
    """Uma versão que vale desde sempre: o serviço não a deixaria começar no passado."""
    carteira = credor.carteiras.get(codigo=codigo)
    ultima = carteira.versoes.order_by("-versao").first()
    return VersaoDaCarteira.objects.create(
        credor=credor,
        carteira=carteira,
        versao=ultima.versao + 1 if ultima else 1,
        vigente_desde=DESDE_SEMPRE,
        regua=regua,
        contato=ultima.contato if ultima else {},
        criada_por="teste",
        em=timezone.now(),
    )
