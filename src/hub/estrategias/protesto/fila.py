"""Pôr na fila as tarefas do protesto, pelo nome: quem as define importa quem as pede."""

from __future__ import annotations

from hub.dividas.models import Remessa
from hub.estrategias.chamadas.execucao import chamada_registrar
from hub.estrategias.chamadas.fila import enfileirar_uma_vez
from hub.estrategias.protesto.cra21.mensagens import ENVIO_DO_TIPO
from hub.estrategias.protesto.opcoes import opcoes_do

ENTREGAR = "hub.estrategias.protesto.entregar"
BUSCAR = "hub.estrategias.protesto.buscar"


def entrega_agendar(remessa: Remessa) -> None:
    """Na transação da liberação: as linhas das chamadas e a tarefa que as faz, se o credor entrega pelo serviço."""
    if opcoes_do(remessa.credor).entrega != "servico":
        return
    ator = remessa.aprovada_por[-1] if remessa.aprovada_por else remessa.criada_por
    for arquivo in remessa.arquivos.order_by("id"):
        chamada_registrar(
            credor=remessa.credor,
            estrategia=remessa.estrategia,
            operacao=ENVIO_DO_TIPO[arquivo.tipo],
            chave=arquivo.nome,
            arquivo=arquivo,
            ator=ator,
        )
    entrega_enfileirar(remessa.pk)


def entrega_enfileirar(remessa: int) -> None:
    """Na transação de quem chama; a que já espera não entra outra vez."""
    enfileirar_uma_vez(ENTREGAR, f"protesto:entregar:{remessa}", remessa=remessa)


def busca_enfileirar(credor: int) -> None:
    enfileirar_uma_vez(BUSCAR, f"protesto:buscar:{credor}", credor=credor)
