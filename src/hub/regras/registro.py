"""O lado do código das regras: cada função diz, com uma expressão, o que tem de ser verdade.

Expressão verdadeira: a regra foi cumprida. Falsa: há achado. Nula: a regra não se aplica à linha.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeVar

import numpy as np
import polars as pl

from hub.leiautes.padrao import campo_de
from hub.regras.contexto import Contexto


@dataclass(frozen=True)
class PorCampo:
    """Uma regra que olha vários campos: o achado diz qual deles a descumpriu."""

    #: campo → o que tem de ser verdade dele
    cada: Mapping[str, pl.Expr]

    @property
    def cumpre(self) -> pl.Expr:
        """Todos os campos cumprem."""
        return pl.all_horizontal(self.cada.values())


@dataclass(frozen=True)
class SemMarca:
    """A normalização não marcou estes campos em `malformado` (não converte) ou `comprido` (não cabe)."""

    tabela: str
    coluna: Literal["malformado", "comprido"]
    campos: tuple[str, ...]

    @property
    def cumpre(self) -> pl.Expr:
        """Nenhuma marca destes campos está ligada."""
        return self._desligados(sum(campo_de(self.tabela, campo).bit for campo in self.campos))

    @cached_property
    def cada(self) -> Mapping[str, pl.Expr]:
        """De cada campo: a marca dele não está ligada."""
        return {campo: self._desligados(campo_de(self.tabela, campo).bit) for campo in self.campos}

    def descumpridos(self, linhas: pl.DataFrame) -> list[str]:
        """Os campos marcados em alguma das linhas."""
        ligados = int(np.bitwise_or.reduce(linhas[self.coluna].to_numpy()))
        return [campo for campo in self.campos if campo_de(self.tabela, campo).bit & ligados]

    def _desligados(self, bits: int) -> pl.Expr:
        return (pl.col(self.coluna) & pl.lit(bits, pl.UInt64)) == 0


class BastaUma:
    """Cumpre quem cumpre qualquer das alternativas; as outras só se avaliam onde a primeira, barata, não é verdade."""

    def __init__(self, primeira: pl.Expr, *outras: pl.Expr) -> None:
        self.cumpre = primeira
        #: nunca nula: onde a regra não se aplica, ela se cumpre
        self.outras = pl.any_horizontal(outras).fill_null(value=True)
        #: colunas que as outras olham
        self.colunas = sorted(set(self.outras.meta.root_names()))


Exigencia = pl.Expr | PorCampo | SemMarca | BastaUma
_Expressao = TypeVar("_Expressao", bound=Callable[..., "Exigencia | None"])


@dataclass(frozen=True)
class Funcao:
    """O que o decorador guardou de uma regra."""

    exigencia: Callable[[Contexto], Exigencia | None]
    #: o que mostrar em `valor`; None = o conteúdo do campo
    valor: Callable[[], pl.Expr] | None
    #: colunas que só existem quando a CDA vem com itens ou codevedores
    precisa: frozenset[str]


#: código → função
FUNCOES: Final[dict[str, Funcao]] = {}


def regra(
    codigo: str, *, valor: Callable[[], pl.Expr] | None = None, precisa: Iterable[str] = ()
) -> Callable[[_Expressao], _Expressao]:
    """Liga uma função à linha `codigo` da tabela; a função recebe o `Contexto` se tiver argumento."""

    def guardar(funcao: _Expressao) -> _Expressao:
        if codigo in FUNCOES:
            raise RuntimeError(f"duas funções para a regra {codigo}")
        com_contexto = bool(inspect.signature(funcao).parameters)
        exigencia = funcao if com_contexto else lambda _contexto: funcao()
        FUNCOES[codigo] = Funcao(exigencia, valor, frozenset(precisa))
        return funcao

    return guardar
