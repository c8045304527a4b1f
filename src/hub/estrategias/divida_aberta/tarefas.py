"""A fila da lista pública: de minuto em minuto o que mudou; de noite, a conferência e a fotografia."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.estrategias.divida_aberta.dados import dados_gerar
from hub.estrategias.divida_aberta.servicos import aberta_atualizar, aberta_conferir


@app.periodic(cron="* * * * *")
@app.task(queue="aberta", queueing_lock="aberta:atualizar", name="hub.aberta.atualizar", pass_context=False)
def atualizar(timestamp: int) -> None:
    """Leva a lista ao livro; pode rodar de novo, e ao mesmo tempo que outra, sem dano."""
    del timestamp
    aberta_atualizar(agora=timezone.now())


@app.periodic(cron="41 2 * * *")
@app.task(queue="aberta", queueing_lock="aberta:conferir", name="hub.aberta.conferir", pass_context=False)
def conferir(timestamp: int) -> None:
    """Compara a lista inteira com o livro e acerta o que divergir."""
    del timestamp
    aberta_conferir(agora=timezone.now())


@app.periodic(cron="11 4 * * *")
@app.task(queue="aberta", queueing_lock="aberta:fotografar", name="hub.aberta.fotografar", retry=3, pass_context=False)
def fotografar(timestamp: int) -> None:
    """Escreve a fotografia do dia e apaga a de antes."""
    dados_gerar(agora=datetime.fromtimestamp(timestamp, UTC))
