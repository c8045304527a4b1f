from hub.estrategias.divida_aberta.models import (
    Diferenca,
    DividaPublicada,
    EntePublicado,
    LeituraDaAberta,
    LugarPublicado,
    MarcaDaAberta,
)
from hub.estrategias.models.agenda import AgendaDoCanal, Libera, RodadaDaRegua, SituacaoDaRodada
from hub.estrategias.models.carta import Carta, MeioDaCarta
from hub.estrategias.models.chamada import Chamada, SituacaoDaChamada
from hub.estrategias.models.conciliacao import Conciliacao, Divergencia, SituacaoDaConciliacao
from hub.estrategias.models.contrato import ContratoDoCanal
from hub.estrategias.models.disjuntor import Disjuntor, EstadoDoDisjuntor
from hub.estrategias.models.lista import ListaDoCanal
from hub.estrategias.models.opcoes import OpcoesDoCanal
from hub.estrategias.models.perfil_da_cra import Ambiente, Dinheiro, PerfilDaCRA, Produto, SomaDosCodevedores
from hub.estrategias.models.relogio import CanalMudo, MedianaDaBaixa, SituacaoDasBaixas
from hub.estrategias.models.segredo import SegredoDoCanal

__all__ = [
    "AgendaDoCanal",
    "Ambiente",
    "CanalMudo",
    "Carta",
    "Chamada",
    "Conciliacao",
    "ContratoDoCanal",
    "Diferenca",
    "Dinheiro",
    "Disjuntor",
    "Divergencia",
    "DividaPublicada",
    "EntePublicado",
    "EstadoDoDisjuntor",
    "LeituraDaAberta",
    "Libera",
    "ListaDoCanal",
    "LugarPublicado",
    "MarcaDaAberta",
    "MedianaDaBaixa",
    "MeioDaCarta",
    "OpcoesDoCanal",
    "PerfilDaCRA",
    "Produto",
    "RodadaDaRegua",
    "SegredoDoCanal",
    "SituacaoDaChamada",
    "SituacaoDaConciliacao",
    "SituacaoDaRodada",
    "SituacaoDasBaixas",
    "SomaDosCodevedores",
]
