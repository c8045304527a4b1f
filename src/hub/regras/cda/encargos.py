"""Correção, juros e multa: forma, fundamento e termo inicial (LEF art. 2 §5 II e IV)."""

from __future__ import annotations

import polars as pl

from hub.regras.registro import BastaUma, regra

_indice, _juros = pl.col("indice_correcao"), pl.col("juros_forma")
_correcao_desde, _juros_desde = pl.col("correcao_termo_inicial"), pl.col("juros_termo_inicial")
_NENHUM, _SELIC = "NENHUM", "SELIC"


@regra("CDA-050")
def indice_tem_termo_inicial() -> pl.Expr:
    return _correcao_desde.is_not_null() | (_indice == _NENHUM)


@regra("CDA-051")
def juros_tem_termo_inicial() -> pl.Expr:
    return _juros_desde.is_not_null() | (_juros == _NENHUM)


@regra("CDA-052")
def correcao_tem_indice() -> BastaUma:
    return BastaUma(_indice != _NENHUM, pl.col("valor_correcao") == 0)


@regra("CDA-053")
def juros_tem_forma() -> BastaUma:
    return BastaUma(_juros != _NENHUM, pl.col("valor_juros") == 0)


@regra("CDA-054")
def juros_de_mora_depois_do_vencimento() -> pl.Expr:
    return _juros_desde >= pl.col("data_vencimento")


@regra("CDA-055")
def correcao_comeca_antes_da_consolidacao() -> pl.Expr:
    return _correcao_desde <= pl.col("data_consolidacao")


@regra("CDA-056")
def juros_comecam_antes_da_consolidacao() -> pl.Expr:
    return _juros_desde <= pl.col("data_consolidacao")


@regra("CDA-057")
def selic_nao_se_acumula() -> BastaUma:
    """A Selic já reúne correção e juros."""
    return BastaUma((_indice == _SELIC) == (_juros == _SELIC), _indice == _NENHUM, _juros == _NENHUM)


@regra("CDA-058")
def acrescimos_tem_fundamento() -> BastaUma:
    acrescimos = pl.sum_horizontal("valor_juros", "valor_multa", "valor_encargos")
    return BastaUma(pl.col("encargos_fundamento").is_not_null(), acrescimos == 0)
