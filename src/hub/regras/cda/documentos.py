"""Quem deve e em que processo: documento, nome e número CNJ."""

from __future__ import annotations

import polars as pl

from hub.comum.documentos import cnj_valido, documento_valido
from hub.regras.registro import BastaUma, regra

_documento, _cnj = pl.col("devedor_documento"), pl.col("numero_cnj")


@regra("CDA-080")
def ha_documento() -> pl.Expr:
    return _documento.is_not_null()


@regra("CDA-081")
def documento_confere() -> pl.Expr:
    return documento_valido(_documento)


@regra("CDA-082")
def cnj_confere() -> BastaUma:
    return BastaUma(_cnj.is_null(), cnj_valido(_cnj))


@regra("CDA-083")
def ajuizada_tem_processo() -> pl.Expr:
    return _cnj.is_not_null() | ~pl.col("ajuizada")


@regra("CDA-084")
def processo_so_se_ajuizada() -> pl.Expr:
    return _cnj.is_null() | pl.col("ajuizada").fill_null(value=False)


@regra("CDA-085")
def nome_tem_letras() -> pl.Expr:
    return pl.col("devedor_nome").str.contains(r"\p{L}{2}")
