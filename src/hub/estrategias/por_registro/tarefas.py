"""A fila dos canais que atendem um registro por vez: levar o que se liberou e ler as listas de códigos."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.chamadas.entregas import remessas_por_entregar, remessas_por_retomar
from hub.estrategias.chamadas.fila import FILA
from hub.estrategias.ligados import ENTREGAM, POR_REGISTRO, TEM_LISTAS
from hub.estrategias.models import SegredoDoCanal
from hub.estrategias.por_registro.fila import ENTREGAR, LISTAR, entrega_enfileirar, listas_enfileirar
from hub.operacao.vigentes import somente_leitura

registro = logging.getLogger(__name__)

#: Quem aparece na auditoria quando é o relógio que chama.
HUB = "hub"


@app.task(queue=FILA, name=ENTREGAR)
def entregar_na_fila(estrategia: str, credor: int) -> None:
    """Leva o que falta das remessas do credor ao canal, na ordem; pode rodar de novo sem dano."""
    if somente_leitura():
        return
    for remessa in remessas_por_entregar(Credor.objects.get(pk=credor), estrategia):
        try:
            ENTREGAM[estrategia](remessa=remessa, ator=HUB)
        except Recusa as recusa:
            registro.info("remessa %s: %s", remessa.pk, recusa.nome_do_codigo())
            return


@app.periodic(cron="* * * * *")
@app.task(
    queue=FILA, queueing_lock="por_registro:retomar", name="hub.estrategias.por_registro.retomar", pass_context=False
)
def retomar(timestamp: int) -> None:
    """Põe de volta na fila o credor cuja espera acabou, e o que um processo morto deixou no meio."""
    del timestamp
    if somente_leitura():
        return
    for estrategia in POR_REGISTRO:
        remessas = Remessa.objects.filter(pk__in=remessas_por_retomar(estrategia, timezone.now()))
        for credor in remessas.order_by("credor").values_list("credor", flat=True).distinct():
            entrega_enfileirar(estrategia, credor)


@app.periodic(cron="41 9 * * 1")
@app.task(
    queue=FILA, queueing_lock="por_registro:listas", name="hub.estrategias.por_registro.listas", pass_context=False
)
def listas_de_todos(timestamp: int) -> None:
    """Toda segunda, as listas de cada credor com senha num canal que as tem: diz-se cedo que um código sumiu."""
    del timestamp
    if somente_leitura():
        return
    com_senha = SegredoDoCanal.objects.filter(estrategia__in=list(TEM_LISTAS)).order_by("estrategia", "credor")
    for estrategia, credor in com_senha.values_list("estrategia", "credor"):
        listas_enfileirar(estrategia, credor)


@app.task(queue=FILA, name=LISTAR)
def listas_na_fila(estrategia: str, credor: int) -> None:
    """Lê as listas do credor; pode rodar de novo sem dano."""
    try:
        TEM_LISTAS[estrategia](credor=Credor.objects.get(pk=credor), ator=HUB, agora=timezone.now())
    except Recusa as recusa:
        registro.info("credor %s: %s", credor, recusa.nome_do_codigo())
