"""Quantas CDAs ainda cabem na semana de um canal."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum

from hub.credores.models import Credor
from hub.dividas.models import Remessa, SituacaoDaRemessa
from hub.estrategias.models import AgendaDoCanal

_UMA_SEMANA = timedelta(days=7)


def capacidade_restante(credor: Credor, estrategia: str, em: date) -> int | None:
    """Quantas CDAs a agenda ainda deixa incluir na semana do dia, de segunda a domingo; nula = sem limite."""
    agenda = AgendaDoCanal.objects.filter(credor=credor, estrategia=estrategia).first()
    if agenda is None or agenda.capacidade_semanal is None:
        return None
    segunda = em - timedelta(days=em.weekday())
    sairam = Remessa.objects.filter(
        credor=credor,
        estrategia=estrategia,
        situacao__in=[SituacaoDaRemessa.LIBERANDO, SituacaoDaRemessa.LIBERADA],
        em__gte=segunda,
        em__lt=segunda + _UMA_SEMANA,
    )
    incluidas = sairam.aggregate(total=Sum("inclusoes"))["total"] or 0
    return max(0, agenda.capacidade_semanal - incluidas)
