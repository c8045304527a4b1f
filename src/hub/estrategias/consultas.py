"""O que se lê das remessas e dos retornos."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from hub.credores.models import Credor
from hub.dividas.models import Remessa, Retorno, SituacaoDaRemessa


def remessas_do(credor: Credor, *, situacao: str = "") -> QuerySet[Remessa]:
    """As remessas do credor, da mais nova à mais velha; sem `situacao`, as descartadas não aparecem."""
    remessas = Remessa.objects.filter(credor=credor).order_by("-id")
    if situacao in SituacaoDaRemessa.values:
        return remessas.filter(situacao=situacao)
    return remessas.exclude(situacao=SituacaoDaRemessa.DESCARTADA)


def remessas_a_liberar(credor: Credor) -> int:
    """Planos com algo a enviar que ninguém liberou."""
    planos = Remessa.objects.filter(credor=credor, situacao=SituacaoDaRemessa.PLANEJADA)
    return planos.exclude(inclusoes=0, baixas=0).count()


def remessas_sem_retorno(credor: Credor) -> int:
    """Remessas liberadas depois das quais nenhum arquivo da mesma estratégia foi lido."""
    retornos = Retorno.objects.filter(
        credor=credor, estrategia=OuterRef("estrategia"), recebido_em__gte=OuterRef("liberada_em")
    )
    liberadas = Remessa.objects.filter(credor=credor, situacao=SituacaoDaRemessa.LIBERADA)
    return liberadas.exclude(Exists(retornos)).count()


def retornos_do(credor: Credor) -> QuerySet[Retorno]:
    return Retorno.objects.filter(credor=credor).order_by("-id")
