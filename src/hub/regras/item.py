"""As regras dos itens: a CDA que reúne vários lançamentos os descreve um a um."""

from __future__ import annotations

import polars as pl

from hub.regras.contexto import Contexto
from hub.regras.dominios import TRIBUTOS
from hub.regras.formas import bem_formado, cabe_no_campo
from hub.regras.registro import SemMarca, regra


@regra("ITEM-001")
def indica_cda() -> pl.Expr:
    return pl.col("numero_cda").is_not_null()


@regra("ITEM-002")
def indica_sequencia() -> pl.Expr:
    return pl.col("sequencia").is_not_null()


@regra("ITEM-003")
def indica_tributo() -> pl.Expr:
    return pl.col("tributo").is_not_null()


@regra("ITEM-004")
def indica_vencimento() -> pl.Expr:
    return pl.col("vencimento").is_not_null()


@regra("ITEM-005")
def indica_principal() -> pl.Expr:
    return pl.col("valor_principal").is_not_null()


@regra("ITEM-006")
def tributo_conhecido() -> pl.Expr:
    return pl.col("tributo").is_in(list(TRIBUTOS))


@regra("ITEM-007")
def data_existe() -> SemMarca:
    return bem_formado("item", "data")


@regra("ITEM-008")
def valores_sao_dinheiro() -> SemMarca:
    return bem_formado("item", "dinheiro")


@regra("ITEM-009")
def inteiros_sao_algarismos() -> SemMarca:
    return bem_formado("item", "inteiro")


@regra("ITEM-010")
def textos_sem_caractere_de_controle() -> SemMarca:
    return bem_formado("item", "texto", "codigo")


@regra("ITEM-011")
def texto_cabe_no_campo() -> SemMarca:
    return cabe_no_campo("item")


@regra("ITEM-012")
def nao_se_repete() -> pl.Expr:
    repetido = pl.struct("numero_cda", "sequencia").is_duplicated()
    return ~repetido | pl.col("sequencia").is_null()


@regra("ITEM-013")
def vencimento_ja_passou(contexto: Contexto) -> pl.Expr:
    return pl.col("vencimento") <= contexto.em
