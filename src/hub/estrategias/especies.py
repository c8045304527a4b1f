"""Que canais são da mesma espécie, e qual pesa menos ao devedor. A ordem é escolha nossa: nenhuma norma a fixa."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from hub.credores.models import Credor
from hub.dividas.models import Remessa


@cache
def _tabela() -> dict[str, dict[str, str]]:
    with files("hub.estrategias").joinpath("especies.csv").open(encoding="utf-8") as arquivo:
        return {linha["estrategia"]: linha for linha in csv.DictReader(arquivo)}


def gravosidade(estrategia: str) -> int:
    """Quanto o canal pesa ao devedor, de 1 a 5; o desconhecido pesa mais que todos."""
    linha = _tabela().get(estrategia)
    return int(linha["gravosidade"]) if linha else 9


def da_mesma_especie(estrategia: str) -> list[str]:
    """Os outros canais que fazem ao devedor a mesma coisa."""
    especie = _tabela()[estrategia]["especie"] if estrategia in _tabela() else ""
    return [nome for nome, linha in _tabela().items() if linha["especie"] == especie and nome != estrategia]


def que_so_avisam() -> list[str]:
    """Os canais que só informam o devedor: nada fica neles que se tenha de tirar."""
    return [nome for nome, linha in _tabela().items() if linha["especie"] == "aviso"]


def outros_canais_de(credor: Credor, estrategia: str) -> list[str]:
    """Os outros canais a que o credor já mandou alguma coisa."""
    usados = Remessa.objects.filter(credor=credor).exclude(estrategia=estrategia).order_by("estrategia")
    return list(usados.values_list("estrategia", flat=True).distinct())
