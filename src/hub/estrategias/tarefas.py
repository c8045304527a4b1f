"""A fila dos canais: entregar o que se liberou e buscar o que voltou; e o que só o relógio chama, rodada e baixas."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Remessa, SituacaoDaRemessa
from hub.estrategias.chamadas.entregas import remessas_por_retomar
from hub.estrategias.chamadas.fila import FILA, enfileirar_uma_vez
from hub.estrategias.liberacao import DE_DOCUMENTOS, LIBERAR, liberacao_enfileirar
from hub.estrategias.protesto.acesso import CANAL as CANAL_DO_PROTESTO
from hub.estrategias.protesto.acesso import entregam_por_servico
from hub.estrategias.protesto.busca import respostas_buscar
from hub.estrategias.protesto.entrega import remessa_entregar
from hub.estrategias.protesto.fila import BUSCAR, ENTREGAR, busca_enfileirar, entrega_enfileirar
from hub.estrategias.registro import CANAIS
from hub.estrategias.relogio.anotacao import credor_anotar, medianas_anotar, por_anotar
from hub.estrategias.rodada.servicos import credores_na_hora, regua_rodar
from hub.estrategias.servicos import remessa_liberar
from hub.operacao.vigentes import somente_leitura

registro = logging.getLogger(__name__)

#: A fila do que não chama ninguém de fora.
DA_CASA = "estrategias"
RODAR = "hub.estrategias.regua_rodar"
ANOTAR = "hub.estrategias.baixas_anotar"
#: Quem aparece na auditoria quando é o relógio que chama.
HUB = "hub"


@app.task(queue=FILA, name=ENTREGAR)
def entregar_na_fila(remessa: int) -> None:
    """Entrega a remessa; pode rodar de novo sem dano. O que ficar para depois volta por `retomar_entregas`."""
    if somente_leitura():
        return
    achada = Remessa.objects.select_related("credor").get(pk=remessa)
    try:
        remessa_entregar(remessa=achada, ator=HUB)
    except Recusa as recusa:
        registro.info("remessa %s: %s", remessa, recusa.nome_do_codigo())


@app.task(queue=FILA, name=BUSCAR)
def buscar_na_fila(credor: int) -> None:
    """Busca as respostas até hoje; pode rodar de novo sem dano."""
    agora = timezone.now()
    try:
        respostas_buscar(
            credor=Credor.objects.get(pk=credor),
            em=timezone.localdate(agora),
            ator=HUB,
            agora=agora,
            so_o_que_falta=True,
        )
    except Recusa as recusa:
        registro.info("credor %s: %s", credor, recusa.nome_do_codigo())


@app.task(queue=DE_DOCUMENTOS, name=LIBERAR)
def liberar_na_fila(remessa: int, ator: str) -> None:
    """Termina uma liberação começada; pode rodar de novo sem dano."""
    if somente_leitura():
        return
    achada = Remessa.objects.select_related("credor").get(pk=remessa)
    try:
        remessa_liberar(remessa=achada, saida=None, ator=ator)
    except Recusa as recusa:
        registro.info("remessa %s: %s", remessa, recusa.nome_do_codigo())


@app.periodic(cron="* * * * *")
@app.task(
    queue=DE_DOCUMENTOS,
    queueing_lock="liberacoes:retomar",
    name="hub.estrategias.retomar_liberacoes",
    pass_context=False,
)
def retomar_liberacoes(timestamp: int) -> None:
    """Põe de volta na fila as liberações que um processo morto deixou no meio, dos canais em que elas demoram."""
    del timestamp
    if somente_leitura():
        return
    demoram = [nome for nome, conector in CANAIS.items() if conector.demora]
    paradas = Remessa.objects.filter(estrategia__in=demoram, situacao=SituacaoDaRemessa.LIBERANDO)
    for remessa in paradas:
        liberacao_enfileirar(remessa)


@app.periodic(cron="* * * * *")
@app.task(queue=FILA, queueing_lock="canais:retomar", name="hub.estrategias.retomar", pass_context=False)
def retomar_entregas(timestamp: int) -> None:
    """Põe de volta na fila as entregas cuja espera acabou e as que um processo morto deixou no meio."""
    del timestamp
    if somente_leitura():
        return
    for remessa in remessas_por_retomar(CANAL_DO_PROTESTO, timezone.now(), credores=entregam_por_servico()):
        entrega_enfileirar(remessa)


@app.periodic(cron="17 * * * *")
@app.task(queue=FILA, queueing_lock="canais:buscar", name="hub.estrategias.buscar_todos", pass_context=False)
def buscar_todos(timestamp: int) -> None:
    """De hora em hora, uma busca por credor que entrega pelo serviço."""
    del timestamp
    if somente_leitura():
        return
    for credor in entregam_por_servico():
        busca_enfileirar(credor)


@app.periodic(cron="7 * * * *")
@app.task(queue=DA_CASA, queueing_lock="regua:todas", name="hub.estrategias.regua_de_todos", pass_context=False)
def reguas_na_hora(timestamp: int) -> None:
    """Uma rodada por credor que a agenda manda rodar nesta hora: o que quebra num não para os outros."""
    if somente_leitura():
        return
    for credor in credores_na_hora(datetime.fromtimestamp(timestamp, UTC)):
        enfileirar_uma_vez(RODAR, f"regua:rodar:{credor}", fila=DA_CASA, credor=credor, timestamp=timestamp)


@app.task(queue=DA_CASA, name=RODAR)
def regua_rodar_na_fila(credor: int, timestamp: int) -> None:
    """Roda o que a agenda do credor manda na hora; o que já rodou no dia não roda de novo."""
    if not somente_leitura():
        regua_rodar(datetime.fromtimestamp(timestamp, UTC), credores=Credor.objects.filter(pk=credor))


@app.periodic(cron="12 9-21 * * *")
@app.task(queue=DA_CASA, queueing_lock="baixas:todas", name="hub.estrategias.baixas_de_todos", pass_context=False)
def baixas_anotar_no_dia(timestamp: int) -> None:
    """Anota o relógio da baixa de cada credor, de manhã, e avisa do que vence e do que venceu.

    Uma vez por dia basta; as outras são para o dia em que a primeira hora achou o hub em somente leitura ou fora do ar.
    """
    if somente_leitura():
        return
    em = timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).date()
    medianas_anotar(em)
    for credor in por_anotar(em):
        enfileirar_uma_vez(ANOTAR, f"baixas:anotar:{credor}", fila=DA_CASA, credor=credor, timestamp=timestamp)


@app.task(queue=DA_CASA, name=ANOTAR)
def baixas_anotar_na_fila(credor: int, timestamp: int) -> None:
    """Anota o dia do credor; pode rodar de novo sem dano."""
    if not somente_leitura():
        em = timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).date()
        credor_anotar(Credor.objects.get(pk=credor), em)
