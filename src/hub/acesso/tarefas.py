"""Tarefas do acesso: apagar o que já não serve, uma vez por dia."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from hub.acesso.limites import USO_GUARDADO
from hub.acesso.models import TokenDeApi, UsoDeApi


@app.periodic(cron="17 3 * * *")
@app.task(queue="acesso", queueing_lock="acesso", name="hub.acesso.limpar", pass_context=False)
def acesso_limpar(timestamp: int) -> None:
    """Apaga os tokens vencidos e o uso mais velho que o prazo; pode rodar de novo sem dano."""
    agora = datetime.fromtimestamp(timestamp, UTC)
    TokenDeApi.objects.filter(vence_em__lt=agora).delete()
    UsoDeApi.objects.filter(hora__lt=agora - USO_GUARDADO).delete()
