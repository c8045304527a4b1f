"""O que uma origem precisa saber fazer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

#: linha, tabela, número da CDA, campo, valor, código da regra de leitura
Apontado = tuple[int, str, str | None, str, str | None, str]


class Origem(Protocol):
    """Uma forma de arquivo que não é o leiaute padrão."""

    @property
    def nome(self) -> str:
        """Como se escolhe na recepção (`--origem`) e o que as regras recebem."""

    @property
    def colunas(self) -> frozenset[str]:
        """Nomes de coluna (normalizados) que a origem pode ter."""

    @property
    def tabelas(self) -> tuple[str, ...]:
        """Tabelas do leiaute padrão que saem dela."""

    def reconhece(self, nomes: Sequence[str]) -> bool:
        """Se um cabeçalho de nomes normalizados é desta origem."""

    def traduzir(self, tabela: str, bruto: pl.DataFrame) -> tuple[pl.DataFrame, list[Apontado]]:
        """As linhas de uma tabela do leiaute padrão que estão em `bruto` (nomes da origem, String, e `linha`)."""
