from hub.estrategias.models.agenda import AgendaDoCanal, Libera, RodadaDaRegua, SituacaoDaRodada
from hub.estrategias.models.conciliacao import Conciliacao, Divergencia, SituacaoDaConciliacao
from hub.estrategias.models.opcoes import OpcoesDoCanal
from hub.estrategias.models.relogio import MedianaDaBaixa, SituacaoDasBaixas

__all__ = [
    "AgendaDoCanal",
    "Conciliacao",
    "Divergencia",
    "Libera",
    "MedianaDaBaixa",
    "OpcoesDoCanal",
    "RodadaDaRegua",
    "SituacaoDaConciliacao",
    "SituacaoDaRodada",
    "SituacaoDasBaixas",
]
