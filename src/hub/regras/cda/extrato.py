"""O extrato público da PGFN não é o título: o que lhe falta não recusa, mas diz a que estratégia não pode seguir."""

from __future__ import annotations

import polars as pl

from hub.regras.registro import regra

_DO_TITULO = (
    "fundamento_legal",
    "origem",
    "tributo",
    "processo_administrativo",
    "data_vencimento",
    "valor_originario",
    "valor_principal",
    "data_consolidacao",
    "indice_correcao",
    "juros_forma",
)
_DO_ENDERECO = ("devedor_logradouro", "devedor_municipio_ibge", "devedor_uf", "devedor_cep")


def _presentes(campos: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col(campo).is_not_null() for campo in campos)


def _faltam(campos: tuple[str, ...]) -> pl.Expr:
    faltas = [pl.when(pl.col(campo).is_null()).then(pl.lit(campo)) for campo in campos]
    return pl.concat_str(faltas, separator=", ", ignore_nulls=True)


@regra("CDA-130", valor=lambda: _faltam(_DO_TITULO))
def extrato_com_os_elementos_do_titulo() -> pl.Expr:
    return _presentes(_DO_TITULO)


@regra("CDA-131", valor=lambda: _faltam(_DO_ENDERECO))
def extrato_com_endereco() -> pl.Expr:
    return _presentes(_DO_ENDERECO)
