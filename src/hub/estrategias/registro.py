"""Os canais desta versão. Canal novo = uma pasta e uma linha aqui."""

from __future__ import annotations

from hub.credores.clausulas import ESTRATEGIAS
from hub.estrategias.cadin.conector import Cadin
from hub.estrategias.carta.conector import CartaAoDevedor
from hub.estrategias.conector import Conector
from hub.estrategias.divida_aberta.conector import DividaAberta
from hub.estrategias.erros import EstrategiaDesconhecida, EstrategiaNaoInstalada
from hub.estrategias.protesto.conector import Protesto
from hub.estrategias.scpc.conector import SCPC
from hub.estrategias.serasa.conector import Serasa
from hub.estrategias.spc_brasil.conector import SPCBrasil

_TODOS: tuple[Conector, ...] = (
    *(Protesto(), Serasa(), SPCBrasil(), SCPC()),
    *(Cadin(), DividaAberta(), CartaAoDevedor()),
)
CANAIS: dict[str, Conector] = {canal.nome: canal for canal in _TODOS}


def canal(estrategia: str) -> Conector:
    """O conector da estratégia. Levanta `EstrategiaDesconhecida` e, da que o leiaute tem, `EstrategiaNaoInstalada`."""
    if achado := CANAIS.get(estrategia.lower()):
        return achado
    if estrategia.lower() in ESTRATEGIAS:
        raise EstrategiaNaoInstalada(estrategia=estrategia.lower(), conhecidas=", ".join(CANAIS))
    raise EstrategiaDesconhecida(estrategia=estrategia, conhecidas=", ".join(CANAIS))


def titulo_do_canal(estrategia: str) -> str:
    """`spc_brasil` → "SPC Brasil"; a estratégia que esta versão não tem sai como está."""
    return CANAIS[estrategia].titulo if estrategia in CANAIS else estrategia
