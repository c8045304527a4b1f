from hub.estrategias.divida_aberta.models import (
    Diferenca,
    DividaPublicada,
    EntePublicado,
    LeituraDaAberta,
    LugarPublicado,
    MarcaDaAberta,
)
from hub.estrategias.models.opcoes import OpcoesDoCanal

__all__ = [
    "Diferenca",
    "DividaPublicada",
    "EntePublicado",
    "LeituraDaAberta",
    "LugarPublicado",
    "MarcaDaAberta",
    "OpcoesDoCanal",
]
