"""O lado do código das regras: cada função diz, com uma expressão, o que tem de ser verdade.

Expressão verdadeira: a regra foi cumprida. Falsa: há achado. Nula: a regra não se aplica à linha.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final, TypeVar

import polars as pl

from hub.leiautes.padrao import CAMPOS, Conversao
from hub.regras.contexto import Contexto


@dataclass(frozen=True)
class PorCampo:
    """Uma regra que olha vários campos: o achado diz qual deles a descumpriu."""

    #: campo → o que tem de ser verdade dele
    cada: Mapping[str, pl.Expr]

    @property
    def todos(self) -> pl.Expr:
        """Todos os campos cumprem."""
        return pl.all_horizontal(self.cada.values())


@dataclass(frozen=True)
class BemFormado:
    """O texto destes tipos de campo converteu: lê as marcas de `malformado`."""

    tabela: str
    conversoes: frozenset[Conversao]

    @property
    def bits(self) -> Mapping[str, int]:
        """A marca de cada campo."""
        return {campo.campo: campo.bit for campo in CAMPOS[self.tabela] if campo.conversao in self.conversoes}

    @property
    def todos(self) -> pl.Expr:
        """Nenhuma marca destes campos está ligada."""
        return (pl.col("malformado") & pl.lit(reduce(or_, self.bits.values(), 0), pl.UInt64)) == 0

    @property
    def cada(self) -> Mapping[str, pl.Expr]:
        """De cada campo: a marca dele não está ligada."""
        return {nome: (pl.col("malformado") & pl.lit(bit, pl.UInt64)) == 0 for nome, bit in self.bits.items()}


Exigencia = pl.Expr | PorCampo | BemFormado
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
