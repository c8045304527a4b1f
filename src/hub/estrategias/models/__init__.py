from hub.estrategias.models.chamada import Chamada, SituacaoDaChamada
from hub.estrategias.models.disjuntor import Disjuntor, EstadoDoDisjuntor
from hub.estrategias.models.opcoes import OpcoesDoCanal
from hub.estrategias.models.perfil_da_cra import Ambiente, Dinheiro, PerfilDaCRA, Produto, SomaDosCodevedores
from hub.estrategias.models.segredo import SegredoDoCanal

__all__ = [
    "Ambiente",
    "Chamada",
    "Dinheiro",
    "Disjuntor",
    "EstadoDoDisjuntor",
    "OpcoesDoCanal",
    "PerfilDaCRA",
    "Produto",
    "SegredoDoCanal",
    "SituacaoDaChamada",
    "SomaDosCodevedores",
]
