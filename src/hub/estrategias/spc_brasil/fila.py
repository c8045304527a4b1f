"""Na liberação: as linhas das chamadas, um bloco cada, e a tarefa que as faz."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from hub.dividas.models import Acionamento, Remessa, RemessaArquivo
from hub.estrategias.chamadas.fila import enfileirar_uma_vez
from hub.estrategias.models import Chamada
from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR
from hub.estrategias.spc_brasil.opcoes import NOME

ENTREGAR: Final = "hub.estrategias.spc_brasil.entregar"
LISTAR: Final = "hub.estrategias.spc_brasil.listar"
#: Registros de um bloco: a resposta de um bloco se aplica inteira, e o que o segura se olha antes de cada um.
BLOCO: Final = 500


def entrega_agendar(remessa: Remessa, arquivo: RemessaArquivo) -> None:
    """Na transação da liberação."""
    exclusoes = remessa.baixas_planejadas.count()
    inclusoes = Acionamento.objects.filter(remessa=remessa).count()
    trechos = [(EXCLUIR, 0, exclusoes), (INCLUIR, exclusoes, inclusoes)]
    ator = remessa.aprovada_por[-1] if remessa.aprovada_por else remessa.criada_por
    Chamada.objects.bulk_create(
        [
            Chamada(
                credor=remessa.credor,
                estrategia=NOME,
                operacao=operacao,
                chave=f"{arquivo.nome} {antes + inicio + 1}-{antes + min(inicio + BLOCO, quantos)}",
                arquivo=arquivo,
                criada_por=ator,
                criada_em=timezone.now(),
            )
            for operacao, antes, quantos in trechos
            for inicio in range(0, quantos, BLOCO)
        ],
        ignore_conflicts=True,
    )
    entrega_enfileirar(remessa.credor_id)


def entrega_enfileirar(credor: int) -> None:
    """Na transação de quem chama: uma tarefa por credor, que leva as remessas na ordem."""
    enfileirar_uma_vez(ENTREGAR, f"spc_brasil:entregar:{credor}", credor=credor)


def listas_enfileirar(credor: int) -> None:
    enfileirar_uma_vez(LISTAR, f"spc_brasil:listar:{credor}", credor=credor)
