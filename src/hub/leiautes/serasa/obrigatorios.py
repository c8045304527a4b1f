"""Campos que o leiaute manda preencher: sempre, por operação, e no registro do principal ou do coobrigado."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado, achar
from hub.leiautes.tabelas import Campo, Registro

_OPERACOES: Final = {"I": "na inclusão", "E": "na exclusão"}
_PAPEIS: Final = {"principal": "do principal", "coobrigado": "do coobrigado"}


def coobrigado() -> pl.Expr:
    """Verdadeiro no detalhe que é de um coobrigado."""
    return pl.col("documento_coobrigado").is_not_null() | pl.col("tipo_pessoa_coobrigado").is_not_null()


def campos_vazios(registro: Registro, quadro: pl.DataFrame) -> Iterator[Achado]:
    """Os campos vazios que a coluna `obrigatorio` da tabela manda preencher."""
    de_detalhe = "codigo_operacao" in registro.por_nome
    for campo in registro.campos:
        pedidos = campo.obrigatorio.split()
        for pedido in pedidos if set(pedidos).isdisjoint("NR") else ():
            ruins = quadro.filter(_vazio(campo, quadro) & (_pede(pedido) if de_detalhe else pl.lit(value=True)))
            for (linha,) in ruins.select("linha").iter_rows():
                yield achar("CAMPO_OBRIGATORIO", linha=linha, campo=campo.nome, quando=_quando(pedido))


def _pede(pedido: str) -> pl.Expr:
    """Verdadeiro nas linhas a que o pedido (`S`, `I`, `E-principal`) se aplica; o aviso (C) não tem obrigatórios."""
    operacao, _, papel = pedido.partition("-")
    serve = pl.col("codigo_operacao").is_in(list(_OPERACOES) if operacao == "S" else [operacao])
    if operacao == "S":
        serve |= pl.col("codigo_operacao").is_null()
    return {"": serve, "principal": serve & ~coobrigado(), "coobrigado": serve & coobrigado()}[papel].fill_null(
        value=False
    )


def _quando(pedido: str) -> str:
    operacao, _, papel = pedido.partition("-")
    return " ".join(filter(None, (_OPERACOES.get(operacao, "sempre"), _PAPEIS.get(papel))))


def _vazio(campo: Campo, quadro: pl.DataFrame) -> pl.Expr:
    coluna = pl.col(campo.nome)
    match campo.natureza:
        case "dinheiro" | "quantidade":
            return coluna == 0
        case "data":
            cru = f"{campo.nome}_cru"
            return coluna.is_null() & pl.col(cru).is_null() if cru in quadro.columns else coluna.is_null()
        case "codigo":
            # Só o código que identifica o registro pode ser zero.
            return coluna.is_null() | (coluna.str.strip_chars("0") == "") & pl.lit(campo.constante is None)
        case _:
            return coluna.is_null()
