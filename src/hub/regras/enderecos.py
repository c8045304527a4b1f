"""O que se confere de um endereço, do devedor principal ou de um codevedor; sempre aviso: domicílio é «se conhecido»."""

from __future__ import annotations

import polars as pl

from hub.comum.municipios import UF_POR_PREFIXO, municipios
from hub.regras.dominios import uf_e_cep

_OITO = "^[0-9]{5}-?[0-9]{3}$"


def uf_existe(uf: str) -> pl.Expr:
    """Uma das 27 siglas."""
    return pl.col(uf).is_in(list(UF_POR_PREFIXO.values()))


def municipio_existe(ibge: str) -> pl.Expr:
    """Sete algarismos da divisão territorial do IBGE."""
    return pl.col(ibge).is_in(list(municipios()))


def uf_do_municipio(ibge: str, uf: str) -> pl.Expr:
    """Os dois primeiros algarismos do código IBGE são os da UF."""
    return (pl.col(ibge).str.slice(0, 2) + pl.col(uf)).is_in(
        [prefixo + sigla for prefixo, sigla in UF_POR_PREFIXO.items()]
    )


def cep_tem_oito(cep: str) -> pl.Expr:
    """Oito algarismos, com ou sem hífen."""
    return pl.col(cep).str.contains(_OITO)


def cep_da_uf(cep: str, uf: str) -> pl.Expr:
    """Os três primeiros algarismos estão nas faixas da UF; CEP ou UF malformados têm achado próprio."""
    da_uf = (pl.col(uf) + pl.col(cep).str.slice(0, 3)).is_in(list(uf_e_cep()))
    return da_uf | ~cep_tem_oito(cep) | ~uf_existe(uf)
