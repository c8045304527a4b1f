"""As regras dos codevedores (LEF art. 2 §5 I; CTN art. 202 I)."""

from __future__ import annotations

import polars as pl

from hub.comum.documentos import documento_valido
from hub.regras import enderecos
from hub.regras.contexto import Contexto
from hub.regras.formas import bem_formado, cabe_no_campo, no_dominio
from hub.regras.registro import BastaUma, PorCampo, SemMarca, regra


@regra("DEV-001")
def indica_cda() -> pl.Expr:
    return pl.col("numero_cda").is_not_null()


@regra("DEV-002")
def indica_papel() -> pl.Expr:
    return pl.col("papel").is_not_null()


@regra("DEV-003")
def indica_nome() -> pl.Expr:
    return pl.col("nome").is_not_null()


@regra("DEV-004")
def indica_documento() -> pl.Expr:
    return pl.col("documento").is_not_null()


@regra("DEV-005")
def documento_confere() -> pl.Expr:
    return documento_valido(pl.col("documento"))


@regra("DEV-006")
def papel_conhecido() -> PorCampo:
    return no_dominio("devedor")


@regra("DEV-007")
def data_existe() -> SemMarca:
    return bem_formado("devedor", "data")


@regra("DEV-008")
def textos_sem_caractere_de_controle() -> SemMarca:
    return bem_formado("devedor", "texto", "codigo", "documento")


@regra("DEV-009")
def texto_cabe_no_campo() -> SemMarca:
    return cabe_no_campo("devedor")


@regra("DEV-010")
def inclusao_ja_passou(contexto: Contexto) -> pl.Expr:
    return pl.col("data_inclusao") <= contexto.em


@regra("DEV-011")
def nao_se_repete() -> pl.Expr:
    quem = pl.struct("numero_cda", "documento", "papel")
    return ~quem.is_duplicated() | pl.col("documento").is_null()


@regra("DEV-012")
def uf_do_municipio() -> BastaUma:
    return enderecos.uf_do_municipio("municipio_ibge", "uf")


@regra("DEV-013")
def cep_da_uf() -> BastaUma:
    return enderecos.cep_da_uf("cep", "uf")


@regra("DEV-014")
def extrato_traz_documento() -> pl.Expr:
    return pl.col("documento").is_not_null()
