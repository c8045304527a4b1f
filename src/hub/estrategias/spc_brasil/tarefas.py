"""A fila do SPC Brasil: levar os registros que se liberaram e ler as listas de códigos."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.chamadas.entregas import remessas_por_entregar, remessas_por_retomar
from hub.estrategias.chamadas.fila import FILA
from hub.estrategias.models import SegredoDoCanal
from hub.estrategias.spc_brasil.entrega import remessa_entregar
from hub.estrategias.spc_brasil.fila import ENTREGAR, LISTAR, entrega_enfileirar, listas_enfileirar
from hub.estrategias.spc_brasil.listas import listas_ler
from hub.estrategias.spc_brasil.opcoes import NOME
from hub.operacao.vigentes import somente_leitura

registro = logging.getLogger(__name__)

#: Quem aparece na auditoria quando é o relógio que chama.
HUB = "hub"


@app.task(queue=FILA, name=ENTREGAR)
def entregar_na_fila(credor: int) -> None:
    """Leva o que falta das remessas do credor, na ordem; pode rodar de novo sem dano."""
    if somente_leitura():
        return
    for remessa in remessas_por_entregar(Credor.objects.get(pk=credor), NOME):
        try:
            remessa_entregar(remessa=remessa, ator=HUB)
        except Recusa as recusa:
            registro.info("remessa %s: %s", remessa.pk, recusa.nome_do_codigo())
            return


@app.periodic(cron="* * * * *")
@app.task(queue=FILA, queueing_lock="spc_brasil:retomar", name="hub.estrategias.spc_brasil.retomar", pass_context=False)
def retomar(timestamp: int) -> None:
    """Põe de volta na fila o credor cuja espera acabou, e o que um processo morto deixou no meio."""
    del timestamp
    if somente_leitura():
        return
    remessas = Remessa.objects.filter(pk__in=remessas_por_retomar(NOME, timezone.now()))
    for credor in remessas.order_by("credor").values_list("credor", flat=True).distinct():
        entrega_enfileirar(credor)


@app.periodic(cron="41 9 * * 1")
@app.task(queue=FILA, queueing_lock="spc_brasil:listas", name="hub.estrategias.spc_brasil.listas", pass_context=False)
def listas_de_todos(timestamp: int) -> None:
    """Toda segunda, as listas de cada credor com operador no SPC Brasil: diz-se cedo que um código sumiu."""
    del timestamp
    if somente_leitura():
        return
    com_operador = SegredoDoCanal.objects.filter(estrategia=NOME).order_by("credor")
    for credor in com_operador.values_list("credor", flat=True):
        listas_enfileirar(credor)


@app.task(queue=FILA, name=LISTAR)
def listas_na_fila(credor: int) -> None:
    """Lê as listas do credor; pode rodar de novo sem dano."""
    try:
        listas_ler(credor=Credor.objects.get(pk=credor), ator=HUB, agora=timezone.now())
    except Recusa as recusa:
        registro.info("credor %s: %s", credor, recusa.nome_do_codigo())
