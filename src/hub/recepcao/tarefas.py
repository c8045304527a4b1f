"""A fila: uma tarefa por arquivo, nascida na mesma transação do lote."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from hub.comum.erros import Recusa
from hub.dividas.models import Lote
from hub.recepcao.arquivos import lote_processar

registro = logging.getLogger(__name__)


@app.task(queue="arquivos", name="hub.recepcao.lote_processar", retry=5)
def lote_processar_na_fila(lote: int) -> None:
    """Processa o lote; pode rodar de novo sem dano. A recusa do arquivo fica no lote e não se repete."""
    try:
        lote_processar(lote=Lote.objects.select_related("credor").get(pk=lote))
    except Recusa as recusa:
        registro.info("lote %s: %s", lote, recusa.nome_do_codigo())


def lote_enfileirar(lote: Lote) -> None:
    """Põe o lote na fila, uma vez só."""
    lote_processar_na_fila.configure(queueing_lock=f"lote:{lote.pk}").defer(lote=lote.pk)
