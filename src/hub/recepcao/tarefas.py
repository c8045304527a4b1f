"""A fila: uma tarefa por arquivo, nascida na mesma transação do lote."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from hub.comum.erros import Recusa
from hub.dividas.models import Lote
from hub.operacao.fila import esperar
from hub.operacao.vigentes import credor_parado, somente_leitura
from hub.recepcao.arquivos import lote_processar

registro = logging.getLogger(__name__)


@app.task(queue="arquivos", name="hub.recepcao.lote_processar", retry=5)
def lote_processar_na_fila(lote: int, esperando: bool = False) -> None:  # noqa: FBT001, FBT002 - vem da fila
    """Processa o lote; pode rodar de novo sem dano. A recusa do arquivo fica no lote e não se repete.

    Parado pela operação, espera: o que já se gravou fica, e o resto segue quando a parada acabar.
    """
    del esperando  # só a fila a lê
    achado = Lote.objects.select_related("credor").get(pk=lote)
    try:
        _conferir_parada(achado)
        lote_processar(lote=achado, ao_avancar=_conferir_parada)
    except _Parou:
        esperar(lote_processar_na_fila, trava=f"lote:{lote}", lote=lote)
    except Recusa as recusa:
        registro.info("lote %s: %s", lote, recusa.nome_do_codigo())


class _Parou(Exception):
    """A operação parou o que se fazia."""


def _conferir_parada(lote: Lote) -> None:
    """Levanta `_Parou` em somente leitura, e se o credor parou depois de o arquivo chegar.

    O que chega com o credor já parado se processa: as regras só aceitam dele o que reduz.
    """
    parada = somente_leitura()
    parado = credor_parado(lote.credor_id)
    if parada or (parado and lote.recebido_em < parado.desde):
        raise _Parou


def lote_enfileirar(lote: Lote) -> None:
    """Põe o lote na fila, uma vez só."""
    lote_processar_na_fila.configure(queueing_lock=f"lote:{lote.pk}").defer(lote=lote.pk)
