"""De minuto em minuto, o que as cartas fizeram desde a última vez."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.estrategias.carta.acompanhamento import cartas_acompanhar, credores_por_acompanhar
from hub.operacao.vigentes import somente_leitura

registro = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    queue="estrategias", queueing_lock="carta:acompanhar", name="hub.estrategias.carta.acompanhar", pass_context=False
)
def acompanhar(timestamp: int) -> None:
    """Pode rodar de novo sem dano."""
    del timestamp
    if somente_leitura():
        return
    for credor in credores_por_acompanhar():
        feitas = cartas_acompanhar(credor=credor, agora=timezone.now())
        registro.info("credor %s: %s cartas anotadas", credor.pk, feitas)
