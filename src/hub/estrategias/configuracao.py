"""Como cada credor usa cada canal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.models import OpcoesDoCanal
from hub.estrategias.registro import canal


def opcoes_ditas(credor: Credor, estrategia: str) -> dict[str, Any]:
    """O que o credor já disse de como usa o canal, por opção; vazio se nada. Levanta `EstrategiaDesconhecida`."""
    guardadas = OpcoesDoCanal.objects.filter(credor=credor, estrategia=canal(estrategia).nome).first()
    return dict(guardadas.opcoes) if guardadas else {}


@transaction.atomic
def canal_configurar(*, credor: Credor, estrategia: str, ditas: Mapping[str, str], ator: str) -> dict[str, Any]:
    """Muda as opções ditas e deixa as outras como estão; devolve todas as que o credor já disse.

    Levanta `EstrategiaDesconhecida`, `OpcaoErrada` e o que o canal recusar (`opcoes_conferir`).
    """
    conector = canal(estrategia)
    novas = conector.opcoes_ler(ditas)
    Credor.objects.select_for_update().get(pk=credor.pk)
    guardadas, _ = OpcoesDoCanal.objects.get_or_create(credor=credor, estrategia=conector.nome)
    mudaram = {nome: valor for nome, valor in novas.items() if guardadas.opcoes.get(nome) != valor}
    if mudaram:
        guardadas.opcoes = {**guardadas.opcoes, **mudaram}
        conector.opcoes_conferir(credor, guardadas.opcoes)
        guardadas.save(update_fields=["opcoes"])
        evento_registrar(
            Etiqueta.CANAL_CONFIGURADO,
            ator=ator,
            credor=credor,
            em=timezone.now(),
            estrategia=conector.nome,
            opcoes=[f"{nome}={ditas[nome]}" for nome in sorted(mudaram)],
        )
    return dict(guardadas.opcoes)
