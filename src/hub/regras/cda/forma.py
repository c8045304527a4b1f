"""A forma de cada campo da CDA: o texto converte, cabe e é do domínio (leiaute padronizado v1)."""

from __future__ import annotations

import polars as pl

from hub.leiautes.padrao import campo_de
from hub.regras.dominios import TRIBUTOS
from hub.regras.formas import bem_formado, cabe_no_campo, no_dominio
from hub.regras.registro import PorCampo, SemMarca, regra


@regra("CDA-020")
def datas_existem() -> SemMarca:
    return bem_formado("cda", "data")


@regra("CDA-021")
def valores_sao_dinheiro() -> SemMarca:
    return bem_formado("cda", "dinheiro")


@regra("CDA-022")
def sim_ou_nao() -> SemMarca:
    return bem_formado("cda", "logico")


@regra("CDA-023")
def inteiros_sao_algarismos() -> SemMarca:
    return bem_formado("cda", "inteiro")


@regra("CDA-024")
def textos_sem_caractere_de_controle() -> SemMarca:
    return bem_formado("cda", "texto", "codigo", "lista")


@regra("CDA-025")
def metadados_sao_pares_simples() -> SemMarca:
    return bem_formado("cda", "json")


@regra("CDA-026")
def numeros_tem_letras_ou_algarismos() -> SemMarca:
    return bem_formado("cda", "documento", "numero_cnj")


@regra("CDA-027")
def codigos_sao_do_leiaute() -> PorCampo:
    return no_dominio("cda")


@regra("CDA-028")
def tributo_conhecido() -> pl.Expr:
    return pl.col("tributo").is_in(list(TRIBUTOS))


@regra("CDA-029")
def estrategias_conhecidas() -> pl.Expr:
    """A lista vem em ordem e sem repetição; NENHUMA só anda sozinha."""
    codigos = "|".join(c for c in campo_de("cda", "estrategias").codigos if c != "NENHUMA")
    return pl.col("estrategias").str.contains(f"^(?:NENHUMA|(?:{codigos})(?:[+](?:{codigos}))*)$")


@regra("CDA-030")
def texto_cabe_no_campo() -> SemMarca:
    return cabe_no_campo("cda")
