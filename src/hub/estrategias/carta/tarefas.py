"""De minuto em minuto, o que as cartas fizeram desde a última vez."""

from __future__ import annotations

import logging
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.credores.models import Credor
from hub.estrategias.carta.acompanhamento import cartas_acompanhar, credores_por_acompanhar
from hub.estrategias.chamadas.fila import enfileirar_uma_vez
from hub.operacao.vigentes import somente_leitura

registro = logging.getLogger(__name__)

FILA: Final = "estrategias"
ACOMPANHAR: Final = "hub.estrategias.carta.acompanhar_credor"


@app.periodic(cron="* * * * *")
@app.task(queue=FILA, queueing_lock="carta:acompanhar", name="hub.estrategias.carta.acompanhar", pass_context=False)
def acompanhar(timestamp: int) -> None:
    """Um pedido por credor que tem o que anotar: o que quebra num não para os outros."""
    del timestamp
    if somente_leitura():
        return
    for credor in credores_por_acompanhar():
        enfileirar_uma_vez(ACOMPANHAR, f"carta:acompanhar:{credor.pk}", fila=FILA, credor=credor.pk)


@app.task(queue=FILA, name=ACOMPANHAR)
def acompanhar_na_fila(credor: int) -> None:
    """Pode rodar de novo sem dano."""
    if not somente_leitura():
        feitas = cartas_acompanhar(credor=Credor.objects.get(pk=credor), agora=timezone.now())
        registro.info("credor %s: %s cartas anotadas", credor, feitas)
