"""A rodada do dia: planeja cada canal de cada credor na hora da agenda dele e solta o que a aprovação permanente deixa.

O que pesa menos ao devedor se planeja primeiro. Interrompida em qualquer ponto, a rodada seguinte do mesmo dia continua
de onde parou.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Remessa, SituacaoDaRemessa
from hub.estrategias.especies import gravosidade
from hub.estrategias.models import AgendaDoCanal, Libera, RodadaDaRegua, SituacaoDaRodada
from hub.estrategias.rodada.agenda import aprovada_em, roda_em
from hub.estrategias.servicos import remessa_liberar, remessa_planejar

#: Quem planeja sozinho, na auditoria.
ATOR = "hub"
#: Em que uma rodada já não tem o que fazer no dia.
ACABADAS = frozenset({SituacaoDaRodada.LIBERADA, SituacaoDaRodada.VAZIA})


def regua_rodar(agora: datetime, *, credores: Iterable[Credor] | None = None) -> list[RodadaDaRegua]:
    """Roda o que a agenda manda no instante; o que já rodou no dia não roda de novo. Devolve as rodadas mexidas."""
    na_hora = _na_hora(agora)
    if credores is not None:
        pedidos = {credor.pk for credor in credores}
        na_hora = [agenda for agenda in na_hora if agenda.credor_id in pedidos]
    na_hora.sort(key=lambda agenda: (agenda.credor_id, gravosidade(agenda.estrategia), agenda.estrategia))
    dia = timezone.localtime(agora).date()
    rodadas = (_rodar(agenda, dia, agora) for agenda in na_hora)
    return [rodada for rodada in rodadas if rodada is not None]


def credores_na_hora(agora: datetime) -> list[int]:
    """Os credores de que algum canal tem agenda no instante e ainda não acabou o dia."""
    dia = timezone.localtime(agora).date()
    rodadas = RodadaDaRegua.objects.filter(dia=dia, situacao__in=ACABADAS)
    acabadas = set(rodadas.values_list("credor_id", "estrategia"))
    por_rodar = (agenda for agenda in _na_hora(agora) if (agenda.credor_id, agenda.estrategia) not in acabadas)
    return sorted({agenda.credor_id for agenda in por_rodar})


def _na_hora(agora: datetime) -> list[AgendaDoCanal]:
    return [agenda for agenda in AgendaDoCanal.objects.select_related("credor") if roda_em(agenda, agora)]


def _rodar(agenda: AgendaDoCanal, dia: date, agora: datetime) -> RodadaDaRegua | None:
    """Planeja, se ainda não se planejou, e libera o que pode; nula se o dia já acabou para o canal."""
    rodada = RodadaDaRegua.objects.filter(credor=agenda.credor, estrategia=agenda.estrategia, dia=dia).first()
    if rodada and rodada.situacao in ACABADAS:
        return None
    try:
        rodada = _baixas_primeiro(agenda, dia, agora, rodada)
        rodada = _planejar(agenda, rodada)
        if _sai_sozinha(agenda, rodada):
            _liberar(rodada.remessa, agenda)
    except Recusa as recusa:
        return _gravar(agenda, dia, agora, situacao=SituacaoDaRodada.RECUSADA, motivo=recusa.mensagem)
    return _concluir(rodada, agenda)


def _gravar(
    agenda: AgendaDoCanal, dia: date, agora: datetime, *, situacao: SituacaoDaRodada, motivo: str = ""
) -> RodadaDaRegua:
    rodada, _ = RodadaDaRegua.objects.update_or_create(
        credor=agenda.credor,
        estrategia=agenda.estrategia,
        dia=dia,
        defaults={"situacao": situacao, "motivo": motivo, "em": agora},
    )
    return rodada


def _baixas_primeiro(agenda: AgendaDoCanal, dia: date, agora: datetime, rodada: RodadaDaRegua | None) -> RodadaDaRegua:
    """Com aprovação permanente, as baixas vão numa remessa só delas: quem pagou não espera quem confere."""
    if rodada is None or rodada.situacao == SituacaoDaRodada.RECUSADA:
        rodada = _gravar(agenda, dia, agora, situacao=SituacaoDaRodada.PLANEJADA)
    if not aprovada_em(agenda, dia):
        return rodada
    if rodada.das_baixas is None:
        with transaction.atomic():
            rodada.das_baixas = _plano(agenda, dia, so_baixas=True)
            rodada.save(update_fields=["das_baixas"])
    if rodada.das_baixas.baixas and not rodada.das_baixas.freio:
        _liberar(rodada.das_baixas, agenda)
    return rodada


def _planejar(agenda: AgendaDoCanal, rodada: RodadaDaRegua) -> RodadaDaRegua:
    """O plano do dia inteiro; o que pessoas descartaram não se refaz no mesmo dia."""
    baixas = rodada.das_baixas
    if rodada.remessa is None and not (baixas and baixas.freio and baixas.baixas):
        with transaction.atomic():
            rodada.remessa = _plano(agenda, rodada.dia, so_baixas=False)
            rodada.save(update_fields=["remessa"])
    return rodada


def _plano(agenda: AgendaDoCanal, dia: date, *, so_baixas: bool) -> Remessa:
    return remessa_planejar(credor=agenda.credor, estrategia=agenda.estrategia, em=dia, ator=ATOR, so_baixas=so_baixas)


def _sai_sozinha(agenda: AgendaDoCanal, rodada: RodadaDaRegua) -> bool:
    """Se o plano tem o que enviar, o freio não o segura e a aprovação permanente o alcança."""
    plano = rodada.remessa
    if plano is None or plano.freio or not plano.inclusoes + plano.baixas or not aprovada_em(agenda, rodada.dia):
        return False
    return agenda.libera == Libera.TUDO or not plano.inclusoes


def _liberar(plano: Remessa | None, agenda: AgendaDoCanal) -> None:
    """Libera em nome de quem deu a aprovação permanente; o que alguém descartou fica descartado."""
    if plano is None:
        return
    plano.refresh_from_db()
    if plano.situacao in {SituacaoDaRemessa.PLANEJADA, SituacaoDaRemessa.LIBERANDO}:
        remessa_liberar(remessa=plano, saida=None, ator=f"{agenda.aprovada_por}, por aprovação permanente")


def _concluir(rodada: RodadaDaRegua, agenda: AgendaDoCanal) -> RodadaDaRegua:
    """A situação e o porquê, como ficaram."""
    plano, baixas = rodada.remessa, rodada.das_baixas
    for remessa in filter(None, (plano, baixas)):
        remessa.refresh_from_db()
    if plano and plano.situacao in {SituacaoDaRemessa.LIBERADA, SituacaoDaRemessa.DESCARTADA}:
        rodada.situacao = SituacaoDaRodada.LIBERADA
    elif plano and not plano.inclusoes + plano.baixas:
        liberadas = baixas is not None and baixas.situacao == SituacaoDaRemessa.LIBERADA
        rodada.situacao = SituacaoDaRodada.LIBERADA if liberadas else SituacaoDaRodada.VAZIA
    else:
        rodada.motivo = _por_que_espera(plano or baixas, agenda, rodada.dia)
    rodada.save(update_fields=["situacao", "motivo"])
    return rodada


def _por_que_espera(plano: Remessa | None, agenda: AgendaDoCanal, dia: date) -> str:
    if plano and plano.freio:
        return plano.freio
    if not aprovada_em(agenda, dia):
        return "Espera que uma pessoa confira e libere."
    return "A aprovação permanente é só das baixas: as inclusões esperam que uma pessoa confira e libere."
