"""O que só o relógio chama: a rodada da régua, de hora em hora, e a anotação das baixas, toda manhã."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.estrategias.relogio.anotacao import relogio_anotar
from hub.estrategias.rodada.servicos import regua_rodar
from hub.operacao.vigentes import somente_leitura


@app.periodic(cron="7 * * * *")
@app.task(queue="estrategias", queueing_lock="regua:rodar", name="hub.estrategias.regua_rodar", pass_context=False)
def regua_rodar_na_hora(timestamp: int) -> None:
    """Roda o que a agenda de cada canal manda nesta hora; o que já rodou no dia não roda de novo."""
    if not somente_leitura():
        regua_rodar(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="12 9-21 * * *")
@app.task(queue="estrategias", queueing_lock="baixas:anotar", name="hub.estrategias.baixas_anotar", pass_context=False)
def baixas_anotar_no_dia(timestamp: int) -> None:
    """Anota o relógio da baixa de cada credor, de manhã, e avisa do que vence e do que venceu.

    Uma vez por dia basta; as outras são para o dia em que a primeira hora achou o hub em somente leitura ou fora do ar.
    """
    if somente_leitura():
        return
    relogio_anotar(timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).date())
