"""A fila: uma tarefa por pedaço de lote e por carta, e de minuto em minuto o que ficou para trás."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hub.comum.erros import Recusa
from hub.documentos.correio.envios import envio_mandar, envios_por_retomar
from hub.documentos.lotes import pedaco_emitir
from hub.documentos.models import Envio, LoteDeDocumentos, PedacoDoLote, SituacaoDoEnvio
from hub.operacao.fila import esperar
from hub.operacao.vigentes import credor_parado, parada_do_canal, somente_leitura

registro = logging.getLogger(__name__)


#: O canal de que a carta é.
CARTA = "carta"


@app.task(queue="documentos", name="hub.documentos.pedaco_emitir", retry=5)
def pedaco_emitir_na_fila(pedaco: int, esperando: bool = False) -> None:  # noqa: FBT001, FBT002 - vem da fila
    """Emite o pedaço; pode rodar de novo sem dano. Parado pela operação, espera."""
    del esperando  # só a fila a lê
    achado = PedacoDoLote.objects.select_related("lote").get(pk=pedaco)
    if somente_leitura() or credor_parado(achado.lote.credor_id):
        esperar(pedaco_emitir_na_fila, trava=f"pedaco:{pedaco}", pedaco=pedaco)
        return
    try:
        emitidos = pedaco_emitir(pedaco=achado, agora=timezone.now())
    except Recusa as recusa:
        registro.info("pedaço %s: %s", pedaco, recusa.nome_do_codigo())
        return
    if achado.lote.por_email:
        feitos = Envio.objects.filter(documento__in=emitidos, situacao=SituacaoDoEnvio.NA_FILA)
        for envio in feitos.values_list("pk", flat=True):
            envio_enfileirar(envio)


@app.task(queue="correio", name="hub.documentos.envio_mandar")
def envio_mandar_na_fila(envio: int, esperando: bool = False) -> None:  # noqa: FBT001, FBT002 - vem da fila
    """Manda a carta, uma vez; o que for passageiro volta por `retomar`. Parada pela operação, espera."""
    del esperando  # só a fila a lê
    achado = Envio.objects.select_related("credor", "documento__versao__modelo", "documento__cda").get(pk=envio)
    if somente_leitura() or parada_do_canal(CARTA, achado.credor_id):
        esperar(envio_mandar_na_fila, trava=f"envio:{envio}", envio=envio)
        return
    envio_mandar(envio=achado)


@app.periodic(cron="* * * * *")
@app.task(queue="documentos", queueing_lock="documentos:retomar", name="hub.documentos.retomar", pass_context=False)
def retomar(timestamp: int) -> None:
    """Põe de volta na fila o que um processo morto deixou no meio, e as cartas cuja espera acabou."""
    del timestamp
    if somente_leitura():
        return
    for pedaco in PedacoDoLote.objects.filter(feito=False).order_by("pk").values_list("pk", flat=True)[:1000]:
        pedaco_enfileirar(pedaco)
    for envio in envios_por_retomar(timezone.now()):
        envio_enfileirar(envio)


def lote_enfileirar(lote: LoteDeDocumentos) -> None:
    """Uma tarefa por pedaço que falta, na transação de quem chama."""
    for pedaco in lote.pedacos.filter(feito=False).order_by("ordem").values_list("pk", flat=True):
        pedaco_enfileirar(pedaco)


def pedaco_enfileirar(pedaco: int) -> None:
    _uma_vez(pedaco_emitir_na_fila, f"pedaco:{pedaco}", pedaco=pedaco)


def envio_enfileirar(envio: int) -> None:
    _uma_vez(envio_mandar_na_fila, f"envio:{envio}", envio=envio)


def _uma_vez(tarefa: object, trava: str, **argumentos: int) -> None:
    """O que já espera na fila não entra outra vez."""
    try:
        with transaction.atomic():
            tarefa.configure(queueing_lock=trava).defer(**argumentos)  # type: ignore[attr-defined]
    except AlreadyEnqueued:
        registro.debug("%s já está na fila", trava)
