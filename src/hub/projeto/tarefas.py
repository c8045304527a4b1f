"""Tarefas do próprio hub: selar a auditoria de minuto em minuto."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.auditoria.servicos import selar


@app.periodic(cron="* * * * *")
@app.task(queue="auditoria", queueing_lock="selar", name="hub.projeto.selar", pass_context=False)
def selar_auditoria(timestamp: int) -> None:
    """Sela os eventos ainda não selados; sem evento novo, não faz nada."""
    del timestamp
    selar(timezone.now())
