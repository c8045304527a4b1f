"""A suspensão da exigibilidade e o que ela impede (CTN art. 151)."""

from __future__ import annotations

import polars as pl

from hub.regras.registro import BastaUma, regra

_motivo = pl.col("motivo_suspensao")
_suspensa = pl.col("exigibilidade") == "SUSPENSA"


@regra("CDA-090")
def suspensa_tem_motivo() -> BastaUma:
    return BastaUma(~_suspensa, _motivo.is_not_null())


@regra("CDA-091")
def motivo_so_se_suspensa() -> BastaUma:
    return BastaUma(_motivo.is_null(), _suspensa.fill_null(value=False))


@regra("CDA-092")
def suspensa_nao_escolhe_estrategia() -> BastaUma:
    return BastaUma(~_suspensa, pl.col("estrategias") == "NENHUMA")
