"""Achados da leitura: o que o arquivo tem de errado numa linha, no esquema único dos achados."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import polars as pl

from hub.comum.textos import texto_guardavel
from hub.regras.achados import ESQUEMA, VAZIO

__all__ = ["ESQUEMA", "LINHA_PERDIDA", "REGRAS", "VAZIO", "Apontado", "RegraDeLeitura", "quadro_de_achados"]

#: Até onde se guarda o valor apontado.
VALOR_MAXIMO: Final = 200


@dataclass(frozen=True, kw_only=True)
class RegraDeLeitura:
    """Uma linha de `achados.csv`: código, efeito e o texto com marcadores."""

    codigo: str
    #: `aviso` ou `recusada`
    efeito: str
    texto: str
    como_resolver: str


def _regras() -> dict[str, RegraDeLeitura]:
    tabela = files(__package__).joinpath("achados.csv").read_text(encoding="utf-8")
    return {linha["codigo"]: RegraDeLeitura(**linha) for linha in csv.DictReader(tabela.splitlines())}


#: As regras da leitura por código, com o texto que o credor lê.
REGRAS: Final = _regras()
#: As que deixam a linha fora do quadro. Nas outras recusas a linha está nele, com o campo marcado como ilegível
#: (`celulas.ILEGIVEL`), que assim não converte e não chega ao livro.
LINHA_PERDIDA: Final = frozenset({"ARQ-001", "ARQ-002", "ARQ-003", "ARQ-005", "ARQ-011", "ARQ-012"})

#: linha, tabela, número da CDA, campo, valor, código da regra
Apontado = tuple[int, str, str | None, str, str | None, str]


def quadro_de_achados(apontados: Iterable[Apontado]) -> pl.DataFrame:
    """Os apontamentos como quadro no esquema dos achados; o efeito é o da tabela de regras."""
    linhas = [
        (linha, tabela, _guardavel(numero), campo, _guardavel(valor), regra, REGRAS[regra].efeito)
        for linha, tabela, numero, campo, valor, regra in apontados
    ]
    return pl.DataFrame(linhas, schema=ESQUEMA, orient="row") if linhas else VAZIO


def _guardavel(texto: str | None) -> str | None:
    return texto and texto_guardavel(texto[:VALOR_MAXIMO])
