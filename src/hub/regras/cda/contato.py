"""Por onde se fala com o devedor: correio eletrônico, telefone e o endereço da guia."""

from __future__ import annotations

import polars as pl

from hub.comum.textos import TELEFONE
from hub.regras.registro import regra

_CORREIO = r"^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}$"


@regra("CDA-120")
def correio_plausivel() -> pl.Expr:
    return pl.col("devedor_email").str.contains(_CORREIO)


@regra("CDA-121")
def telefone_plausivel() -> pl.Expr:
    return pl.col("devedor_telefone").str.contains(TELEFONE)


@regra("CDA-122")
def link_da_web() -> pl.Expr:
    return pl.col("link_regularizacao").str.contains(r"^(?i:https?)://[^\s/]+\.[^\s<>\x22']*$")
