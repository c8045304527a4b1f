"""Escreve o arquivo de uma remessa ao SPC Brasil: uma linha JSON por registro, com os campos que a chamada leva.

O formato é do hub: o layout em lote do SPC Brasil não é público. O arquivo diz, para sempre, o que se pediu, e dele se
fazem as chamadas.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.comum.municipios import quadro_de_municipios
from hub.dividas.gravacao import blocos_ler, quadro_do_bloco
from hub.dividas.models import Remessa, RemessaArquivo
from hub.estrategias.arquivos import gravando
from hub.estrategias.plano import consulta
from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR, Campo, campos_da
from hub.estrategias.spc_brasil.opcoes import Opcoes, baixas_do, opcoes_do_spc

PASTA: Final = "hub.estrategias.spc_brasil"
CPF: Final = 11
#: O tipo de quem deve como principal [estabelecido].
PRINCIPAL: Final = "C"
ESQUEMA: Final = {
    "nosso_numero": pl.String,
    "operacao": pl.String,
    "documento": pl.String,
    "nome": pl.String,
    "compra": pl.Date,
    "vencimento": pl.Date,
    "valor": pl.String,
    "devedor": pl.Int32,
    "motivo": pl.String,
    "logradouro": pl.String,
    "numero": pl.String,
    "complemento": pl.String,
    "bairro": pl.String,
    "municipio": pl.String,
    "ibge": pl.String,
    "uf": pl.String,
    "cep": pl.String,
}


def escrever(remessa: Remessa, arquivo: RemessaArquivo, pasta: Path) -> None:
    """Escreve o arquivo na pasta e lhe dá o SHA-256; repetir escreve os mesmos bytes."""
    opcoes = opcoes_do_spc(remessa.credor)
    with gravando(pasta / arquivo.nome) as destino:
        for bloco in blocos_ler(consulta(PASTA, "registros"), {"remessa": remessa.pk}):
            linhas = quadro_do_bloco(bloco, ESQUEMA)
            com_praca = linhas.join(_municipios(), on="ibge", how="left", maintain_order="left")
            destino.write(com_praca.select("nosso_numero", "operacao", *_campos(opcoes)).write_ndjson().encode())
    arquivo.sha256 = destino.sha256


def valores_do(registro: Mapping[str, Any]) -> dict[str, str]:
    """Os campos da chamada de um registro: por caminho, só os que há."""
    return {
        campo.caminho: registro[campo.caminho]
        for campo in campos_da(registro["operacao"])
        if registro[campo.caminho] is not None
    }


@cache
def _municipios() -> pl.DataFrame:
    municipios = quadro_de_municipios()
    return municipios.select("ibge", nome_do_municipio=pl.col("nome"))


def _campos(opcoes: Opcoes) -> list[pl.Expr]:
    """Uma coluna por campo de `campos.csv`; nula onde não é da operação nem da pessoa da linha."""
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
        "endereco-pessoa/cidade@nome": pl.coalesce("municipio", "nome_do_municipio"),
        "endereco-pessoa/cidade/estado@sigla-uf": pl.col("uf"),
        "motivo-exclusao/id": pl.col("motivo").replace_strict(baixas_do(opcoes), default=None),
    }


def _dia(coluna: str) -> pl.Expr:
    return pl.col(coluna).dt.strftime("%Y-%m-%dT00:00:00")
