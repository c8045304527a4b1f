"""O pulso da fila: de minuto em minuto ela anota que anda, e o medidor confere."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.operacao.componentes import PULSO
from hub.operacao.models import Medicao

#: Sem pulso por mais que isto, a fila não anda.
SEM_PULSO: Final = timedelta(seconds=200)


@app.periodic(cron="* * * * *")
@app.task(queue="operacao", queueing_lock="pulso", name="hub.operacao.pulso", pass_context=False)
def pulsar(timestamp: int) -> None:
    """Anota que a fila andou agora."""
    del timestamp
    agora = timezone.now()
    Medicao.objects.update_or_create(
        componente=PULSO,
        defaults={"funciona": True, "medido_em": agora},
        create_defaults={"funciona": True, "medido_em": agora, "medido_desde": agora},
    )
