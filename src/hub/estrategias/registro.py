"""Os canais desta versão. Canal novo = uma pasta e uma linha aqui."""

from __future__ import annotations

from hub.estrategias.conector import Conector
from hub.estrategias.erros import EstrategiaDesconhecida
from hub.estrategias.protesto.conector import Protesto

CANAIS: dict[str, Conector] = {canal.nome: canal for canal in (Protesto(),)}


def canal(estrategia: str) -> Conector:
    """O conector da estratégia. Levanta `EstrategiaDesconhecida`."""
    if achado := CANAIS.get(estrategia.lower()):
        return achado
    raise EstrategiaDesconhecida(estrategia=estrategia, conhecidas=", ".join(CANAIS))
