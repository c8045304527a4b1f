"""O tributo de cada CDA e os valores dela: proporções e distribuições plausíveis, não estatística de ente algum.

`tributos.csv`: `peso` (parte da carteira), `pj` (percentual de pessoas jurídicas), `mediana`, `minimo` e `maximo` em
centavos e `sigma` da log-normal do valor originário; `multa` e `encargos` em percentual; leis municipais e estaduais
fictícias.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from hub.comum.ficticios.erros import TipoSemTributos
from hub.comum.ficticios.sorteio import Inteiros, Sorteio

#: Parte das CDAs em que já se pagou um pedaço do principal.
PAGAS_EM_PARTE = 0.04
#: Correção e juros fictícios por mês, em dez milésimos.
CORRECAO_AO_MES = 42
JUROS_AO_MES = {"1_AO_MES": 100, "SELIC": 88, "NENHUM": 0}
_NUMEROS = ("peso", "pj", "mediana", "minimo", "maximo", "vencimento_dias", "constituicao_dias", "multa", "encargos")


@cache
def tabela(tipo: str) -> pl.DataFrame:
    """Os tributos de um tipo de credor, na ordem do arquivo. Levanta `TipoSemTributos`."""
    with files(__package__).joinpath("tributos.csv").open(encoding="utf-8") as arquivo:
        quadro = pl.DataFrame(list(csv.DictReader(arquivo)))
    quadro = quadro.with_columns(pl.col(_NUMEROS).cast(pl.Int64), pl.col("sigma").cast(pl.Float64))
    escolhidos = quadro.filter(pl.col("tipo") == tipo)
    if escolhidos.is_empty():
        raise TipoSemTributos(tipo=tipo, tipos=", ".join(quadro["tipo"].unique(maintain_order=True)))
    return escolhidos


def sortear_tributos(sorteio: Sorteio, quantidade: int, tipo: str) -> pl.DataFrame:
    """Uma linha de `tabela` por CDA."""
    tributos = tabela(tipo)
    return tributos[sorteio.posicoes("tributo", quantidade, tributos["peso"].to_list())]


def sortear_valores(sorteio: Sorteio, tributos: pl.DataFrame, meses: Inteiros) -> pl.DataFrame:
    """As rubricas em centavos (Int64); o consolidado é a soma exata das cinco.

    `meses`: quantos se passaram do vencimento à consolidação.
    """
    normal = sorteio.de("valor").standard_normal(tributos.height)
    bruto = tributos["mediana"].to_numpy() * np.exp(tributos["sigma"].to_numpy() * normal)
    originario = np.clip(bruto, tributos["minimo"].to_numpy(), tributos["maximo"].to_numpy()).astype(np.int64)
    pago = sorteio.inteiros("pago", tributos.height, 5, 80) * sorteio.sim("paga", tributos.height, PAGAS_EM_PARTE)
    quadro = tributos.select("indice", "juros", "multa", "encargos").with_columns(
        pl.Series("valor_originario", originario),
        pl.Series("valor_principal", originario - originario * pago // 100),
        pl.Series("meses", meses),
    )
    corrige = pl.when(pl.col("indice") == "SELIC").then(0).otherwise(CORRECAO_AO_MES)
    ao_mes = pl.col("juros").replace_strict(JUROS_AO_MES, return_dtype=pl.Int64)
    corrigido = pl.col("valor_principal") + pl.col("valor_correcao")
    somado = corrigido + pl.col("valor_juros") + pl.col("valor_multa")
    return (
        quadro.with_columns(valor_correcao=pl.col("valor_principal") * corrige * pl.col("meses") // 10_000)
        .with_columns(valor_juros=corrigido * ao_mes * pl.col("meses") // 10_000)
        .with_columns(valor_multa=corrigido * pl.col("multa") // 100)
        .with_columns(valor_encargos=somado * pl.col("encargos") // 100)
        .with_columns(valor_consolidado=somado + pl.col("valor_encargos"))
        .select(pl.col("^valor_.*$"))
    )
