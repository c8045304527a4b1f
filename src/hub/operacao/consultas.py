"""As chaves como se mostram a quem as liga e desliga."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from hub.operacao.models import ChaveDeOperacao
from hub.operacao.vigentes import Chave, em_vigor


def chaves(*, todas: bool = False) -> QuerySet[ChaveDeOperacao]:
    """As ligadas; ou a história inteira, da mais nova à mais velha."""
    linhas = ChaveDeOperacao.objects.select_related("credor").order_by("-id")
    return linhas if todas else linhas.filter(desligada_em__isnull=True)


def documento_da_chave(chave: ChaveDeOperacao) -> dict[str, Any]:
    """A chave como a linha de comando a diz."""
    return {
        "chave": chave.pk,
        "especie": chave.especie,
        "canal": chave.canal,
        "credor": chave.credor.cnpj if chave.credor else "",
        "motivo": chave.motivo,
        "inclusive_baixas": chave.inclusive_baixas,
        "situacao": situacao_da(chave),
        "ligada_por": chave.ligada_por,
        "ligada_em": chave.ligada_em.isoformat(),
        "desde": chave.desde.isoformat(),
        "fim_previsto": chave.fim_previsto.isoformat() if chave.fim_previsto else None,
        "desligada_por": chave.desligada_por,
        "desligada_em": chave.desligada_em.isoformat() if chave.desligada_em else None,
    }


def situacao_da(chave: ChaveDeOperacao) -> str:
    """`desligada`, `marcada` (ainda não vale) ou `ligada`."""
    if chave.desligada_em is not None:
        return "desligada"
    return "marcada" if chave.desde > timezone.now() else "ligada"


def avisos_para(credor: int | None) -> list[Chave]:
    """As chaves que valem agora e dizem respeito a quem age por esse credor; nulo = só as de todos."""
    return [chave for chave in em_vigor() if chave.credor is None or chave.credor == credor]
