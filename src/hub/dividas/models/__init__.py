from hub.dividas.models.acionamento import Acionamento
from hub.dividas.models.cda import CDA, VersaoDaCDA
from hub.dividas.models.comunicacao import Comunicacao, Finalidade, Meio
from hub.dividas.models.endereco import EnderecoDoDevedor, Qualidade, TipoDeEndereco
from hub.dividas.models.lote import Achado, Lote, Porta, SituacaoDoLote
from hub.dividas.models.movimento import Movimento
from hub.dividas.models.partes import Corresponsavel, Item
from hub.dividas.models.passagem import Passagem
from hub.dividas.models.remessa import (
    Remessa,
    RemessaArquivo,
    RemessaBaixa,
    RemessaLote,
    RespostaDoCredor,
    SituacaoDaRemessa,
)
from hub.dividas.models.retorno import Retorno

__all__ = [
    "CDA",
    "Achado",
    "Acionamento",
    "Comunicacao",
    "Corresponsavel",
    "EnderecoDoDevedor",
    "Finalidade",
    "Item",
    "Lote",
    "Meio",
    "Movimento",
    "Passagem",
    "Porta",
    "Qualidade",
    "Remessa",
    "RemessaArquivo",
    "RemessaBaixa",
    "RemessaLote",
    "RespostaDoCredor",
    "Retorno",
    "SituacaoDaRemessa",
    "SituacaoDoLote",
    "TipoDeEndereco",
    "VersaoDaCDA",
]
