"""A tarefa que encontra uma parada volta à fila e espera; quando a chave se desliga, acorda."""

from __future__ import annotations

import logging
from typing import Any

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

registro = logging.getLogger(__name__)

#: Segundos até a tarefa perguntar de novo por si, se ninguém a acordar: a chave marcada pode ter mudado sem desligar.
ESPERA = 300
#: Marca, nos argumentos da tarefa, de que ela espera; é por ela que `acordar` as acha.
ESPERANDO = "esperando"


def esperar(tarefa: Any, *, trava: str, **argumentos: Any) -> None:
    """Põe a tarefa de volta na fila, para depois, antes de a de agora acabar: nada se perde se o processo morre."""
    opcoes = {"queueing_lock": trava, "schedule_in": {"seconds": ESPERA}}
    try:
        with transaction.atomic():
            tarefa.configure(**opcoes).defer(**argumentos, **{ESPERANDO: True})
    except AlreadyEnqueued:
        registro.debug("%s já espera na fila", trava)


_ACORDAR = f"""
update procrastinate_jobs set scheduled_at = now()
 where status = 'todo' and scheduled_at > now() and args ? '{ESPERANDO}'
"""


def acordar() -> None:
    """O que espera na fila pode ser feito já; se outra chave ainda o segura, ele volta a esperar."""
    with connection.cursor() as cursor:
        cursor.execute(_ACORDAR)
