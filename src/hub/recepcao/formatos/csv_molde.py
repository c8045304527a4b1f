"""O que se sabe de um CSV depois do cabeçalho: é o que os dois caminhos de leitura precisam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hub.leiautes.padrao import SUJA
from hub.recepcao.formatos.achados import Apontado
from hub.recepcao.formatos.texto import Codificacao


@dataclass(frozen=True, kw_only=True)
class Molde:
    """Separador, colunas e codificação de um CSV."""

    #: tabela que os achados citam
    tabela: str
    separador: str
    #: nome de cada coluna do arquivo; None = não entra no quadro
    colunas: tuple[str | None, ...]
    #: ordem das colunas no quadro
    campos: Sequence[str]
    codificacao: Codificacao

    @cached_property
    def largura(self) -> int:
        return len(self.colunas)

    @cached_property
    def esquema(self) -> dict[str, type[pl.String]]:
        """Nome físico de cada coluna, para o leitor do Polars."""
        return {coluna or f"?{posicao}": pl.String for posicao, coluna in enumerate(self.colunas)}

    def colunas_a_mais_ou_a_menos(self, linha: int, quantas: int, *, cortada: bool = False) -> Apontado:
        """O achado de uma linha com número de colunas diferente do cabeçalho."""
        regra = "ARQ-001" if quantas > self.largura else "ARQ-003" if cortada else "ARQ-002"
        return (linha, self.tabela, None, "linha", f"{quantas} colunas; o cabeçalho tem {self.largura}", regra)

    def nulo(self, linha: int) -> Apontado:
        """O achado de uma linha com o caractere NUL."""
        return (linha, self.tabela, None, "linha", None, "ARQ-005")

    def outra_codificacao(self, linha: int) -> Apontado:
        """O aviso de uma linha que não está na codificação do arquivo."""
        return (linha, self.tabela, None, "linha", None, "ARQ-006")


@dataclass(frozen=True, kw_only=True)
class Lido:
    """O resultado de um trecho: as linhas boas e o que se apontou das outras."""

    #: campos do molde (String), `linha` (UInt32) e `suja` (Boolean), como em `Bloco`
    quadro: pl.DataFrame
    apontados: list[Apontado]


def com_linha(quadro: pl.DataFrame, molde: Molde, linhas: pl.Series, *, sujas: pl.Series | None = None) -> pl.DataFrame:
    """Só os campos do molde, na ordem do leiaute, com a linha física e se está suja; some a linha sem nenhum valor.

    `sujas` None = não se sabe: todas podem estar.
    """
    if sujas is None:
        sujas = pl.Series([True]).new_from_index(0, len(linhas))
    colunas = [quadro[campo] for campo in molde.campos]
    quadro = pl.DataFrame([*colunas, linhas.alias("linha").cast(pl.UInt32), sujas.alias(SUJA)])
    if not all(coluna.null_count() for coluna in colunas):
        return quadro
    return quadro.filter(~pl.all_horizontal(pl.col(molde.campos).is_null()))
