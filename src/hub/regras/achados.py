"""Achados: o que uma regra encontrou, onde e com que efeito. A mensagem se calcula na leitura (`mensagens`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import polars as pl

from hub.comum.dinheiro import centavos_para_texto
from hub.leiautes.padrao import MOSTRA, SEPARADOR, campo_de
from hub.regras.registro import FUNCOES, Exigencia, PorCampo, SemMarca
from hub.regras.tabela import Regra, por_codigo

#: O esquema único dos achados, venham de onde vierem.
ESQUEMA: Final = pl.Schema(
    {
        "linha": pl.UInt32(),
        "tabela": pl.String(),
        "numero_cda": pl.String(),
        "campo": pl.String(),
        "valor": pl.String(),
        "regra": pl.String(),
        "efeito": pl.String(),
    }
)
#: O que todo achado precisa da linha, além do campo de que fala.
_ACOMPANHAM: Final = ("linha", "numero_cda", "malformado", "comprido", "rejeitado")
#: Nenhum achado.
VAZIO: Final = pl.DataFrame(schema=ESQUEMA)


def achados_da(regra: Regra, exigencia: Exigencia, quadro: pl.DataFrame, onde: pl.Series) -> Iterator[pl.DataFrame]:
    """Os achados de uma regra nas linhas que a descumprem (`onde`, as posições): um quadro por campo descumprido.

    Do campo que nem converteu só falam as regras de forma; as outras se calam.
    """
    if isinstance(exigencia, SemMarca):
        linhas = quadro[onde, _com(exigencia.campos)]
        for campo in exigencia.descumpridos(linhas):
            yield linhas.filter(~exigencia.cada[campo]).select(_colunas(regra, campo, exigencia.coluna))
    elif isinstance(exigencia, PorCampo):
        linhas = quadro[onde, _com(exigencia.cada)]
        falhas = linhas.select((~cumpre).alias(campo) for campo, cumpre in exigencia.cada.items())
        for falha in falhas:
            if falha.any():
                yield _achados(regra, falha.name, linhas.filter(falha))
    else:
        yield _achados(regra, regra.campo, quadro[onde, _usadas(regra)])


def achados_do_livro(quadro: pl.DataFrame, *, regra: str, tabela: str = "cda") -> pl.DataFrame:
    """Um achado (`ESQUEMA`) por linha do quadro, que descumpre essa regra de `recepcao.csv`; a tabela é a da linha."""
    escrita = por_codigo()[regra][-1]
    return quadro.select(
        pl.col("linha").cast(pl.UInt32),
        pl.lit(tabela).alias("tabela"),
        pl.col("numero_cda"),
        pl.lit(escrita.campo).alias("campo"),
        _conteudo(tabela, escrita.campo).alias("valor"),
        pl.lit(regra).alias("regra"),
        pl.lit(escrita.efeito).alias("efeito"),
    )


def _achados(regra: Regra, campo: str, linhas: pl.DataFrame) -> pl.DataFrame:
    if linhas["malformado"].max():
        linhas = linhas.filter((pl.col("malformado") & campo_de(regra.tabela, campo).bit) == 0)
    return linhas.select(_colunas(regra, campo, ""))


@cache
def _usadas(regra: Regra) -> list[str]:
    return _com(_valor(regra, regra.campo, "").meta.root_names())


def _com(campos: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*_ACOMPANHAM, *campos)))


@cache
def _colunas(regra: Regra, campo: str, marca: str) -> tuple[pl.Expr, ...]:
    """As colunas de `ESQUEMA`, na ordem."""
    return (
        pl.col("linha"),
        pl.lit(regra.tabela).alias("tabela"),
        pl.col("numero_cda"),
        pl.lit(campo).alias("campo"),
        _valor(regra, campo, marca).str.slice(0, MOSTRA).alias("valor"),
        pl.lit(regra.codigo).alias("regra"),
        pl.lit(regra.efeito).alias("efeito"),
    )


@cache
def _valor(regra: Regra, campo: str, marca: str) -> pl.Expr:
    """O que mostrar: o texto que não converteu, o que a própria regra quer dizer ou o conteúdo do campo."""
    if marca == "malformado":
        return _rejeitado(regra.tabela, campo)
    proprio = FUNCOES[regra.codigo].valor
    return proprio() if proprio else _conteudo(regra.tabela, campo)


def _rejeitado(tabela: str, campo: str) -> pl.Expr:
    """O texto que não converteu: o n-ésimo de `rejeitado`, sendo n as marcas ligadas antes da deste campo."""
    antes = pl.col("malformado") & pl.lit(campo_de(tabela, campo).bit - 1, pl.UInt64)
    return pl.col("rejeitado").str.split(SEPARADOR).list.get(antes.bitwise_count_ones(), null_on_oob=True)


def _conteudo(tabela: str, campo: str) -> pl.Expr:
    """O valor como as respostas o mostram: data ISO, dinheiro com ponto, lógico S ou N."""
    valor = pl.col(campo)
    match campo_de(tabela, campo).conversao:
        case "dinheiro":
            return centavos_para_texto(valor)
        case "logico":
            return pl.when(valor).then(pl.lit("S")).when(~valor).then(pl.lit("N"))
        case "data" | "inteiro":
            return valor.cast(pl.String)
        case _:
            return valor
