"""A CDA chega a um cartório e a um endereço? Só avisos, que dizem a que estratégia ela não pode seguir."""

from __future__ import annotations

import polars as pl

from hub.leiautes.padrao import campo_de
from hub.regras import enderecos
from hub.regras.registro import BastaUma, PorCampo, regra

_IBGE, _UF, _CEP = "devedor_municipio_ibge", "devedor_uf", "devedor_cep"


@regra("CDA-110")
def titulo_cabe_no_protesto() -> BastaUma:
    """Sem número próprio, vale o da CDA só com letras e algarismos; nunca se corta."""
    tamanho = campo_de("cda", "numero_titulo").tamanho
    numero = pl.col("numero_cda")
    evidente = pl.col("numero_titulo").is_not_null() | (numero.str.len_bytes() <= tamanho)
    cabe = rf"^(?:[^\p{{L}}\p{{N}}]*[\p{{L}}\p{{N}}]){{0,{tamanho}}}[^\p{{L}}\p{{N}}]*$"
    return BastaUma(evidente, numero.str.contains(cabe))


@regra("CDA-111")
def endereco_completo() -> PorCampo:
    return PorCampo({campo: pl.col(campo).is_not_null() for campo in ("devedor_logradouro", _IBGE, _UF, _CEP)})


@regra("CDA-112")
def municipio_existe() -> BastaUma:
    return enderecos.municipio_existe(_IBGE)


@regra("CDA-113")
def uf_existe() -> pl.Expr:
    return enderecos.uf_existe(_UF)


@regra("CDA-114", valor=lambda: pl.format("{} (município {})", pl.col(_UF), pl.col(_IBGE)))
def uf_do_municipio() -> BastaUma:
    return enderecos.uf_do_municipio(_IBGE, _UF)


@regra("CDA-115")
def cep_tem_oito() -> pl.Expr:
    return enderecos.cep_tem_oito(_CEP)


@regra("CDA-116", valor=lambda: pl.format("{} (UF {})", pl.col(_CEP), pl.col(_UF)))
def cep_da_uf() -> BastaUma:
    return enderecos.cep_da_uf(_CEP, _UF)
