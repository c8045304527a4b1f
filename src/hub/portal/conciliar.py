"""Aplicar uma conciliação: os movimentos que o credor pede, pela porta de todos, e o que o canal mostra."""

from __future__ import annotations

import io
import json

from django.db import transaction

from hub.dividas.models import Lote
from hub.estrategias.conciliacao.servicos import (
    conciliacao_aplicar,
    conciliacao_aprovar,
    freio_da,
    movimentos_propostos,
)
from hub.estrategias.models import Conciliacao
from hub.recepcao.arquivos import arquivo_guardar
from hub.recepcao.tarefas import lote_enfileirar


def conciliacao_mandar(*, conciliacao: Conciliacao, ator: str) -> tuple[Lote | None, int]:
    """Guarda os movimentos num lote, que a fila processa, e toma o que o canal mostra.

    Devolve o lote (nulo se não há movimento) e quantos acionamentos mudaram. Numa transação: ou tudo fica pedido, ou
    nada. Levanta `FreioDaConciliacao`, com a aprovação já anotada, e `ConciliacaoFechada`.
    """
    if not conciliacao_aprovar(conciliacao=conciliacao, ator=ator):
        raise freio_da(conciliacao)
    with transaction.atomic():
        lote = movimentos_guardar(conciliacao=conciliacao, ator=ator)
        if lote:
            lote_enfileirar(lote)
        return lote, conciliacao_aplicar(conciliacao=conciliacao, ator=ator)


def movimentos_guardar(*, conciliacao: Conciliacao, ator: str) -> Lote | None:
    """Os movimentos propostos como um arquivo recebido; o mesmo, de novo, é repetição. Nulo se não há nenhum."""
    propostos = movimentos_propostos(conciliacao)
    if not propostos:
        return None
    texto = "".join(json.dumps(um, ensure_ascii=False) + "\n" for um in propostos)
    return arquivo_guardar(
        credor=conciliacao.credor,
        fluxo=io.BytesIO(texto.encode()),
        nome=f"conciliacao-{conciliacao.pk}.jsonl",
        ator=ator,
        em=conciliacao.em,
    )
