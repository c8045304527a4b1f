"""A fila dos canais: à parte, para que um serviço de fora que demora não segure o trabalho da casa."""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

registro = logging.getLogger(__name__)

#: Onde ficam as tarefas que chamam serviços de fora; `hub servir` tem um trabalhador só para ela.
FILA: Final = "canais"


def enfileirar_uma_vez(
    tarefa: str, trava: str, *, fila: str = FILA, uma_por_vez: bool = False, **argumentos: int | str
) -> None:
    """Põe a tarefa na fila dita, pelo nome e na transação de quem chama; a que já espera não entra outra vez.

    `uma_por_vez`: a que entra espera a que já está rodando.
    """
    try:
        with transaction.atomic():
            lock = trava if uma_por_vez else None
            app.configure_task(tarefa, queue=fila, queueing_lock=trava, lock=lock).defer(**argumentos)
    except AlreadyEnqueued:
        registro.debug("%s já está na fila", trava)
