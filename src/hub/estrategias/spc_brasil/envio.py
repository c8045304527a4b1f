"""Os campos que cada chamada ao SPC Brasil leva, do que se sabe do registro."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from hub.estrategias.por_registro.arquivo import CPF
from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR, Campo, campos_da
from hub.estrategias.spc_brasil.opcoes import Opcoes, baixas_do

#: O tipo de quem deve como principal [estabelecido].
PRINCIPAL: Final = "C"
_OPERACOES: Final = {"incluir": INCLUIR, "excluir": EXCLUIR}


def montar(registros: pl.DataFrame, opcoes: Opcoes) -> pl.DataFrame:
    """As linhas do arquivo: `nosso_numero`, `operacao` e uma coluna por campo de `campos.csv`.

    Nula onde não é da operação nem da pessoa da linha.
    """
    com_operacao = registros.with_columns(operacao=pl.col("ato").replace_strict(_OPERACOES))
    return com_operacao.select("nosso_numero", "operacao", *_campos(opcoes))


def valores_do(registro: Mapping[str, Any]) -> dict[str, str]:
    """Os campos da chamada de um registro: por caminho, só os que há."""
    return {
        campo.caminho: registro[campo.caminho]
        for campo in campos_da(registro["operacao"])
        if registro[campo.caminho] is not None
    }


def _campos(opcoes: Opcoes) -> list[pl.Expr]:
    valores = _valores(opcoes)
    fisica = pl.col("documento").str.len_chars() == CPF
    quem = {"F": fisica, "J": ~fisica, "": pl.lit(value=True)}
    return [
        pl.when((pl.col("operacao") == operacao) & quem[campo.quando]).then(valores[_nome(campo)]).alias(campo.caminho)
        for operacao in (INCLUIR, EXCLUIR)
        for campo in campos_da(operacao)
    ]


def _nome(campo: Campo) -> str:
    """O caminho do campo dentro da operação, que nas duas é o mesmo."""
    return campo.caminho.partition("/")[2]


def _valores(opcoes: Opcoes) -> dict[str, pl.Expr]:
    fisica = pl.col("documento").str.len_chars() == CPF
    codigo = pl.when(pl.col("devedor") == 0).then(pl.lit(PRINCIPAL)).otherwise(pl.lit(opcoes.tipo_corresponsavel))
    return {
        "tipo-pessoa": pl.when(fisica).then(pl.lit("F")).otherwise(pl.lit("J")),
        "dados-pessoa-fisica/cpf@numero": pl.col("documento"),
        "dados-pessoa-fisica/nome": pl.col("nome"),
        "dados-pessoa-juridica/cnpj@numero": pl.col("documento"),
        "dados-pessoa-juridica/razao-social": pl.col("nome"),
        "codigo-associado": pl.lit(opcoes.codigo_associado or None, dtype=pl.String),
        "data-compra": _dia("compra"),
        "data-vencimento": _dia("vencimento"),
        "codigo-tipo-devedor": codigo,
        "numero-contrato": pl.col("nosso_numero").str.slice(0, 16),
        "valor-debito": pl.col("valor"),
        "natureza-inclusao/id": pl.lit(opcoes.natureza),
        "endereco-pessoa/cep": pl.col("cep").str.replace_all(r"\D", ""),
        "endereco-pessoa/logradouro": pl.col("logradouro"),
        "endereco-pessoa/bairro": pl.col("bairro"),
        "endereco-pessoa/numero": pl.col("numero").fill_null("S/N"),
        "endereco-pessoa/complemento": pl.col("complemento"),
        "endereco-pessoa/cidade@nome": pl.col("municipio"),
        "endereco-pessoa/cidade/estado@sigla-uf": pl.col("uf"),
        "motivo-exclusao/id": pl.col("motivo").replace_strict(baixas_do(opcoes), default=None),
    }


def _dia(coluna: str) -> pl.Expr:
    return pl.col(coluna).dt.strftime("%Y-%m-%dT00:00:00")
