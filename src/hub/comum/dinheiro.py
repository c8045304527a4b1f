"""Dinheiro: Decimal em Python, centavos inteiros em quadros, texto nas bordas; nunca ponto flutuante.

Textos aceitos na entrada, até 13 algarismos de reais (o `numeric(15,2)` do banco): `1234`, `1234.5`, `1234.56`,
`1234,56` e `1.234,56`. O que é ambíguo (`1.234`, `1,234.56`), tem mais de duas casas, sinal ou espaço no meio não é
dinheiro: a leitura de um texto recusa, a leitura de uma coluna responde null.

O Polars só é importado por quem pede expressões, para que os cálculos de uma linha comecem em milissegundos.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from hub.comum.erros import Recusa

if TYPE_CHECKING:
    import polars as pl

#: Precisão das contas intermediárias: sobra para o produto de trinta anos de fatores diários.
CONTEXTO = Context(prec=60, rounding=ROUND_HALF_UP)
#: Um centavo a mais não cabe no `numeric(15,2)` do banco.
CENTAVOS_MAXIMO = 10**15 - 1

_MILHARES = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}|[1-9](?:\.[0-9]{3}){4})"
_FORMA = rf"(?:[0-9]{{1,13}}(?:[.,][0-9]{{1,2}})?|{_MILHARES},[0-9]{{1,2}})"
_FORMA_COMUM = r"^[0-9]{1,13}\.[0-9]{2}$"
_ESPACOS = " \t\u00a0"


class ValorMalformado(Recusa):
    """O campo {campo} traz {valor}, que não é dinheiro. Use algarismos e, se houver centavos, um ponto ou uma vírgula
    com até duas casas, sem sinal, como 1673.93 ou 1.673,93.
    """


class FracaoDeCentavo(Recusa):
    """O valor {valor} tem mais de duas casas decimais. Arredonde antes de guardar ou mostrar."""


def arredondar(valor: Decimal, casas: int = 2) -> Decimal:
    """O único arredondamento do hub: meia unidade para cima (em valor absoluto), 2 casas se nada for dito.

    Nunca responde zero negativo.
    """
    quantia = valor.quantize(Decimal(1).scaleb(-casas), context=CONTEXTO)
    return quantia or abs(quantia)


def em_centavos(valor: Decimal) -> int:
    """Os centavos inteiros de um valor já arredondado; com fração de centavo, recusa (`FracaoDeCentavo`)."""
    quantia = CONTEXTO.scaleb(valor, 2)
    if quantia != quantia.to_integral_value():
        raise FracaoDeCentavo(valor=valor)
    return int(quantia)


def de_centavos(centavos: int) -> Decimal:
    """O valor em reais, com duas casas exatas: 167393 → `Decimal("1673.93")`."""
    return CONTEXTO.scaleb(Decimal(centavos), -2)


def dinheiro_ler(texto: str, *, campo: str = "valor") -> Decimal:
    """O valor em reais de um texto nas formas da página; fora delas, recusa (`ValorMalformado`, com o campo)."""
    limpo = texto.strip(_ESPACOS)
    if not re.fullmatch(_FORMA, limpo):
        raise ValorMalformado(campo=campo, valor=repr(texto))
    inteiro, _, fracao = (limpo.replace(".", "") if "," in limpo else limpo).replace(",", ".").partition(".")
    return de_centavos(int(inteiro) * 100 + int(fracao.ljust(2, "0")))


def dinheiro_escrever(valor: Decimal) -> str:
    """A forma das APIs e dos arquivos, com ponto e duas casas: "1673.93". Com fração de centavo, recusa."""
    return f"{de_centavos(em_centavos(valor)):f}"


def reais_escrever(valor: Decimal) -> str:
    """A forma das telas e das cartas: "R$ 1.673,93". Com fração de centavo, recusa."""
    inteiro, _, fracao = f"{abs(de_centavos(em_centavos(valor))):,f}".partition(".")
    return f"{'-' if valor < 0 else ''}R$ {inteiro.replace(',', '.')},{fracao}"


def reais_ler(texto: str, *, campo: str = "valor") -> Decimal:
    """O inverso de `reais_escrever` para valores sem sinal; aceita também as formas sem "R$"."""
    return dinheiro_ler(texto.strip(_ESPACOS).removeprefix("R$"), campo=campo)


def texto_para_centavos(expr: pl.Expr) -> pl.Expr:
    """Coluna de texto → Int64 de centavos, nas formas da página; o que não é dinheiro vira null, e null fica null.

    Nunca responde negativo. O caso comum (`1234.56` na coluna inteira) tem caminho curto.
    """
    import polars as pl  # noqa: PLC0415 -- ver a docstring do módulo

    return expr.map_batches(_centavos, return_dtype=pl.Int64, is_elementwise=True)


def centavos_para_texto(expr: pl.Expr) -> pl.Expr:
    """Coluna Int64 de centavos → texto com ponto e duas casas ("1673.93"); null fica null."""
    import polars as pl  # noqa: PLC0415 -- ver a docstring do módulo

    return (expr.cast(pl.Decimal(38, 2)) / 100).cast(pl.String)


def _centavos(coluna: pl.Series) -> pl.Series:
    import polars as pl  # noqa: PLC0415 -- ver a docstring do módulo

    texto = pl.col("texto")
    sem_ponto = texto.str.replace(".", "", literal=True).cast(pl.Int64, strict=False)
    comum = coluna.to_frame("texto").select(texto.str.contains(_FORMA_COMUM).all().alias("todas"), sem_ponto)
    if comum["todas"].first():
        return comum["texto"]
    return coluna.to_frame("texto").select(_centavos_de_qualquer_forma(pl.col("texto"))).to_series()


def _centavos_de_qualquer_forma(expr: pl.Expr) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 -- ver a docstring do módulo

    limpo = expr.str.strip_chars(_ESPACOS)
    algarismos = limpo.str.replace_all(",", "", literal=True).str.replace_all(".", "", literal=True)
    escala = (
        pl.when(limpo.str.contains("[.,][0-9]{2}$"))
        .then(1)
        .when(limpo.str.contains("[.,][0-9]$"))
        .then(10)
        .otherwise(100)
    )
    return pl.when(limpo.str.contains(f"^{_FORMA}$")).then(algarismos.cast(pl.Int64, strict=False) * escala)
