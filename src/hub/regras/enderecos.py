"""O que se confere de um endereço, do devedor principal ou de um codevedor; só dá aviso."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from hub.comum.municipios import UF_POR_PREFIXO, municipios
from hub.regras.dominios import uf_e_cep
from hub.regras.registro import BastaUma

_OITO: Final = "^[0-9]{5}-?[0-9]{3}$"


def _tipo(valores: Collection[str]) -> pl.Enum:
    """Conjunto pronto para conferir: `is_in` o remontaria a cada chamada, e são milhares de códigos."""
    return pl.Enum(list(valores))


_MUNICIPIOS: Final = _tipo(municipios())
_PREFIXO_E_UF: Final = _tipo([prefixo + uf for prefixo, uf in UF_POR_PREFIXO.items()])
_UF_E_CEP: Final = _tipo(uf_e_cep())
#: A UF de cada começo de CEP; a primeira, se ele é de mais de uma.
_CEP_E_UF: Final = {texto[2:]: texto[:2] for texto in reversed(uf_e_cep())}
_COMECOS: Final = _tipo(_CEP_E_UF)
_UF_DO_MUNICIPIO: Final = pl.Series([municipio.uf for municipio in municipios().values()])
_UF_DO_COMECO: Final = pl.Series(list(_CEP_E_UF.values()))


def _e_um(texto: pl.Expr, tipo: pl.Enum) -> pl.Expr:
    """Falso também para nulo."""
    return texto.cast(tipo, strict=False).is_not_null()


def _da_tabela(texto: pl.Expr, tipo: pl.Enum, valores: pl.Series) -> pl.Expr:
    """O valor que corresponde a cada código do conjunto; nulo se o texto não é um deles."""
    return pl.lit(valores).gather(texto.cast(tipo, strict=False).to_physical())


def uf_existe(uf: str) -> pl.Expr:
    """Uma das 27 siglas."""
    return pl.col(uf).is_in(list(UF_POR_PREFIXO.values()))


def municipio_existe(ibge: str) -> BastaUma:
    """Sete algarismos da divisão territorial do IBGE."""
    return BastaUma(_e_um(pl.col(ibge), _MUNICIPIOS), pl.col(ibge).is_null())


def uf_do_municipio(ibge: str, uf: str) -> BastaUma:
    """Os dois primeiros algarismos do código IBGE são os da UF; UF que não existe tem achado próprio."""
    confere = (_da_tabela(pl.col(ibge), _MUNICIPIOS, _UF_DO_MUNICIPIO) == pl.col(uf)).fill_null(value=False)
    do_prefixo = _e_um(pl.col(ibge).str.slice(0, 2) + pl.col(uf), _PREFIXO_E_UF)
    return BastaUma(confere, do_prefixo, pl.col(ibge).is_null(), pl.col(uf).is_null(), ~uf_existe(uf))


def cep_tem_oito(cep: str) -> pl.Expr:
    """Oito algarismos, com ou sem hífen."""
    return pl.col(cep).str.contains(_OITO)


def cep_da_uf(cep: str, uf: str) -> BastaUma:
    """Os três primeiros algarismos estão nas faixas da UF; CEP ou UF malformados têm achado próprio."""
    comeco = pl.col(cep).str.slice(0, 3)
    confere = (_da_tabela(comeco, _COMECOS, _UF_DO_COMECO) == pl.col(uf)).fill_null(value=False)
    de_outra = _e_um(pl.col(uf) + comeco, _UF_E_CEP)
    return BastaUma(confere, de_outra, pl.col(cep).is_null(), pl.col(uf).is_null(), ~cep_tem_oito(cep), ~uf_existe(uf))
