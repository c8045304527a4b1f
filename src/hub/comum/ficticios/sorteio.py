"""Sorteios que se repetem: cada coluna tem a sua sequência, tirada da semente e do nome da coluna.

Assim o valor da linha i não depende de quantas linhas há nem da ordem em que as colunas se calculam: o devedor 7 é o
mesmo numa carteira de mil e numa de um milhão.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Inteiros = npt.NDArray[np.int64]
Fracoes = npt.NDArray[np.float64]
Sim = npt.NDArray[np.bool_]


class Sorteio:
    def __init__(self, semente: int, *fluxo: int) -> None:
        self._semente = (semente, *fluxo)

    def de(self, coluna: str) -> np.random.Generator:
        """O gerador da coluna, sempre do começo."""
        return np.random.default_rng([*self._semente, zlib.crc32(coluna.encode())])

    def fracoes(self, coluna: str, quantas: int) -> Fracoes:
        """De 0 a 1, exclusive."""
        return self.de(coluna).random(quantas)

    def inteiros(self, coluna: str, quantos: int, de: int, ate: int) -> Inteiros:
        """De `de` a `ate`, inclusive."""
        return self.de(coluna).integers(de, ate, quantos, endpoint=True)

    def sim(self, coluna: str, quantos: int, fracao: float) -> Sim:
        """Verdadeiro em cerca da fração dada das linhas."""
        sorteados: Sim = self.fracoes(coluna, quantos) < fracao
        return sorteados

    def posicoes(self, coluna: str, quantas: int, pesos: Sequence[float]) -> Inteiros:
        """Posições de uma lista, na proporção dos pesos."""
        acumulado = np.cumsum(pesos)
        sorte = self.fracoes(coluna, quantas) * acumulado[-1]
        posicoes: Inteiros = np.searchsorted(acumulado, sorte, side="right").astype(np.int64)
        return posicoes

    def palavras(self, coluna: str, quantas: int, opcoes: Sequence[str | None]) -> pl.Series:
        """Uma das opções por linha, todas com a mesma chance."""
        return pl.Series(coluna, opcoes, dtype=pl.String).gather(self.inteiros(coluna, quantas, 0, len(opcoes) - 1))


def so_onde(onde: Sim, texto: pl.Series) -> pl.Series:
    """O texto nas linhas marcadas, nulo nas outras."""
    return texto.to_frame("t").select(pl.when(pl.Series(onde)).then("t")).to_series()


def escolher(opcoes: pl.Series, posicoes: Inteiros) -> pl.Series:
    """A opção de cada posição; posição negativa dá nulo."""
    return opcoes.extend_constant(None, 1).gather(np.where(posicoes < 0, len(opcoes), posicoes))
