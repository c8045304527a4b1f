"""Achados: o que uma regra encontrou, onde e com que efeito. A mensagem se calcula na leitura (`mensagens`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import polars as pl

from hub.comum.dinheiro import centavos_para_texto
from hub.leiautes.padrao import MOSTRA, SEPARADOR, campo_de
from hub.regras.registro import FUNCOES, Exigencia, PorCampo, SemMarca
from hub.regras.tabela import Regra

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
#: Nenhum achado.
VAZIO: Final = pl.DataFrame(schema=ESQUEMA)


def achados_da(regra: Regra, exigencia: Exigencia, quadro: pl.DataFrame, onde: pl.Series) -> Iterator[pl.DataFrame]:
    """Os achados de uma regra nas linhas que a descumprem (`onde`): um quadro por campo descumprido.

    Do campo que nem converteu só falam as regras de forma; as outras se calam.
    """
    tabela = regra.tabela
    if isinstance(exigencia, SemMarca):
        mostra = _rejeitado if exigencia.coluna == "malformado" else _conteudo
        for campo, cumpre in exigencia.cada.items():
            yield _achados(regra, campo, mostra(tabela, campo), quadro, onde, ~cumpre)
    elif isinstance(exigencia, PorCampo):
        for campo, cumpre in exigencia.cada.items():
            yield _achados(regra, campo, _conteudo(tabela, campo), quadro, onde, ~cumpre & _converteu(tabela, campo))
    else:
        proprio = FUNCOES[regra.codigo].valor
        valor = proprio() if proprio else _conteudo(tabela, regra.campo)
        yield _achados(regra, regra.campo, valor, quadro, onde, _converteu(tabela, regra.campo))


def _achados(
    regra: Regra, campo: str, valor: pl.Expr, quadro: pl.DataFrame, onde: pl.Series, cabe: pl.Expr
) -> pl.DataFrame:
    usadas = {"linha", "numero_cda", *valor.meta.root_names(), *cabe.meta.root_names()}
    linhas = quadro.select(sorted(usadas)).filter(onde).filter(cabe)
    return linhas.select(
        pl.col("linha"),
        pl.lit(regra.tabela).alias("tabela"),
        pl.col("numero_cda"),
        pl.lit(campo).alias("campo"),
        valor.str.slice(0, MOSTRA).alias("valor"),
        pl.lit(regra.codigo).alias("regra"),
        pl.lit(regra.efeito).alias("efeito"),
    )


def _bit(tabela: str, campo: str) -> pl.Expr:
    return pl.lit(campo_de(tabela, campo).bit, pl.UInt64)


def _converteu(tabela: str, campo: str) -> pl.Expr:
    return (pl.col("malformado") & _bit(tabela, campo)) == 0


def _rejeitado(tabela: str, campo: str) -> pl.Expr:
    """O texto que não converteu: o n-ésimo de `rejeitado`, sendo n as marcas ligadas antes da deste campo."""
    antes = pl.col("malformado") & (_bit(tabela, campo) - 1)
    return pl.col("rejeitado").str.split(SEPARADOR).list.get(antes.bitwise_count_ones(), null_on_oob=True)


@cache
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
