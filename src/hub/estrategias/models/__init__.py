from hub.estrategias.models.opcoes import OpcoesDoCanal
from hub.estrategias.models.relogio import MedianaDaBaixa, SituacaoDasBaixas

__all__ = ["MedianaDaBaixa", "OpcoesDoCanal", "SituacaoDasBaixas"]
