"""Na liberação: as linhas das chamadas, um bloco cada, e a tarefa que as faz."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from hub.dividas.models import Acionamento, Remessa, RemessaArquivo
from hub.estrategias.chamadas.fila import enfileirar_uma_vez
from hub.estrategias.models import Chamada
from hub.estrategias.por_registro.servico import TIPOS, Ato, Servico

ENTREGAR: Final = "hub.estrategias.por_registro.entregar"
LISTAR: Final = "hub.estrategias.por_registro.listar"
#: Registros de um bloco: a resposta de um bloco se aplica inteira, e o que o segura se olha antes de cada um.
BLOCO: Final = 500


def entrega_agendar(servico: Servico, remessa: Remessa, arquivo: RemessaArquivo) -> None:
    """Na transação da liberação. O arquivo traz os atos na ordem de `TIPOS`, e as inclusões por último."""
    ator = remessa.aprovada_por[-1] if remessa.aprovada_por else remessa.criada_por
    chamadas: list[Chamada] = []
    antes = 0
    for ato, quantos in _quantos(remessa):
        for inicio in range(0, quantos, BLOCO):
            fim = min(inicio + BLOCO, quantos)
            chamadas.append(
                Chamada(
                    credor=remessa.credor,
                    estrategia=servico.nome,
                    operacao=servico.operacao(ato),
                    chave=f"{arquivo.nome} {antes + inicio + 1}-{antes + fim}",
                    arquivo=arquivo,
                    criada_por=ator,
                    criada_em=timezone.now(),
                )
            )
        antes += quantos
    Chamada.objects.bulk_create(chamadas, ignore_conflicts=True)
    entrega_enfileirar(servico.nome, remessa.credor_id)


def _quantos(remessa: Remessa) -> list[tuple[Ato, int]]:
    pedidas = [(ato, remessa.baixas_planejadas.filter(tipo=tipo).count()) for ato, tipo in TIPOS.items()]
    return [*pedidas, (Ato.INCLUIR, Acionamento.objects.filter(remessa=remessa).count())]


def entrega_enfileirar(estrategia: str, credor: int) -> None:
    """Na transação de quem chama: uma tarefa por credor e canal, que leva as remessas na ordem."""
    trava = f"{estrategia}:entregar:{credor}"
    enfileirar_uma_vez(ENTREGAR, trava, estrategia=estrategia, credor=credor)


def listas_enfileirar(estrategia: str, credor: int) -> None:
    enfileirar_uma_vez(LISTAR, f"{estrategia}:listar:{credor}", estrategia=estrategia, credor=credor)
