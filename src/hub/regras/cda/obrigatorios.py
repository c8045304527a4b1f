"""Os elementos que a lei exige da inscrição e da certidão (LEF art. 2 §§5 e 6; CTN art. 202): um código para cada."""

from __future__ import annotations

import polars as pl

from hub.regras.registro import regra


@regra("CDA-001")
def indica_numero() -> pl.Expr:
    return pl.col("numero_cda").is_not_null()


@regra("CDA-002")
def indica_data_da_inscricao() -> pl.Expr:
    return pl.col("data_inscricao").is_not_null()


@regra("CDA-003")
def indica_fundamento_legal() -> pl.Expr:
    return pl.col("fundamento_legal").is_not_null()


@regra("CDA-004")
def indica_origem() -> pl.Expr:
    return pl.col("origem").is_not_null()


@regra("CDA-005")
def indica_natureza() -> pl.Expr:
    return pl.col("tributo").is_not_null()


@regra("CDA-006")
def indica_processo_administrativo() -> pl.Expr:
    return pl.col("processo_administrativo").is_not_null()


@regra("CDA-007")
def indica_nome_do_devedor() -> pl.Expr:
    return pl.col("devedor_nome").is_not_null()


@regra("CDA-008")
def indica_vencimento() -> pl.Expr:
    return pl.col("data_vencimento").is_not_null()


@regra("CDA-009")
def indica_valor_originario() -> pl.Expr:
    return pl.col("valor_originario").is_not_null()


@regra("CDA-010")
def indica_principal() -> pl.Expr:
    return pl.col("valor_principal").is_not_null()


@regra("CDA-011")
def indica_valor_consolidado() -> pl.Expr:
    return pl.col("valor_consolidado").is_not_null()


@regra("CDA-012")
def indica_data_da_consolidacao() -> pl.Expr:
    return pl.col("data_consolidacao").is_not_null()


@regra("CDA-013")
def indica_atualizacao_monetaria() -> pl.Expr:
    return pl.col("indice_correcao").is_not_null()


@regra("CDA-014")
def indica_forma_dos_juros() -> pl.Expr:
    return pl.col("juros_forma").is_not_null()


@regra("CDA-015")
def livro_e_folha_andam_juntos() -> pl.Expr:
    return pl.col("livro").is_null() == pl.col("folha").is_null()
