"""Que tipo de dívida da lista pública é cada tributo do hub.

Os tipos são os do filtro do Dívida Aberta da PGFN; que tributo de estado, município ou conselho vai em cada um não se
achou publicado: `tipos.csv` diz, linha a linha, de onde se tirou.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

#: O do tributo que não está na tabela: nada diz que é tributário.
SEM_CORRESPONDENCIA = 7


def _linhas(nome: str) -> list[dict[str, str]]:
    with files("hub.estrategias.divida_aberta").joinpath(nome).open(encoding="utf-8") as arquivo:
        return list(csv.DictReader(arquivo))


@cache
def tipos_de_divida() -> dict[int, str]:
    """Código → nome, na ordem do filtro."""
    return {int(linha["codigo"]): linha["nome"] for linha in _linhas("tipos_de_divida.csv")}


@cache
def tipo_por_tributo() -> dict[str, int]:
    """Tributo do hub → código do tipo."""
    return {linha["tributo"]: int(linha["tipo_divida"]) for linha in _linhas("tipos.csv")}
