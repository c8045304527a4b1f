"""Escreve o arquivo PEFIN reservado: exclusões e inclusões, com o número de remessa do credor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.comum.municipios import quadro_de_municipios
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_do_bloco
from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.estrategias.ao_lado import escrevendo_ao_lado
from hub.estrategias.arquivos import gravando
from hub.estrategias.serasa.opcoes import Opcoes, baixas_do, opcoes_da_serasa
from hub.leiautes.motor import ascii_maiusculo
from hub.leiautes.serasa.montagem import montar_pefin

CPF: Final = 11
ESQUEMA: Final = {
    "operacao": pl.String,
    "contrato": pl.String,
    "principal": pl.String,
    "coobrigado": pl.String,
    "nome": pl.String,
    "vencimento": pl.Date,
    "valor": pl.Int64,
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


@contextmanager
def escrevendo(remessa: Remessa, arquivo: RemessaArquivo, pasta: Path) -> Iterator[None]:
    """Escreve o arquivo na pasta e, na saída, lhe dá o SHA-256; repetir escreve os mesmos bytes.

    Na entrada o livro já foi lido; o arquivo se escreve ao lado enquanto quem chama trabalha no banco.
    """
    opcoes = opcoes_da_serasa(remessa.credor)
    cabecalho = _cabecalho(remessa, arquivo, opcoes)

    def escrever(blocos: Iterator[bytes]) -> None:
        detalhes = _detalhes(blocos, remessa.credor, opcoes)
        with gravando(pasta / arquivo.nome) as destino:
            for parte in montar_pefin(cabecalho=cabecalho, detalhes=detalhes):
                destino.write(parte)
        arquivo.sha256 = destino.sha256

    with escrevendo_ao_lado([_consulta("exclusoes"), _consulta("inclusoes")], {"remessa": remessa.pk}, escrever):
        yield


def _cabecalho(remessa: Remessa, arquivo: RemessaArquivo, opcoes: Opcoes) -> dict[str, Any]:
    (lote,) = RemessaLote.objects.filter(arquivo=arquivo)
    return {
        "cnpj_instituicao_informante": f"0{remessa.credor.cnpj[:8]}",
        "data_movimento": remessa.em,
        "ddd_contato": opcoes.ddd.zfill(4),
        "telefone_contato": opcoes.telefone,
        "ramal_contato": "0000",
        "nome_contato": opcoes.contato,
        "numero_remessa": lote.sequencial,
        "codigo_envio": "E",
        "logon_serasa": opcoes.logon or None,
    }


def _detalhes(blocos: Iterator[bytes], credor: Credor, opcoes: Opcoes) -> Iterator[pl.DataFrame]:
    for bloco in blocos:
        linhas = quadro_do_bloco(bloco, ESQUEMA)
        com_praca = linhas.join(_nomes_dos_municipios(), on="ibge", how="left", maintain_order="left")
        yield com_praca.select(**_campos(credor, opcoes))


@cache
def _nomes_dos_municipios() -> pl.DataFrame:
    municipios = quadro_de_municipios()
    return municipios.select("ibge", nome_do_municipio=ascii_maiusculo(municipios["nome"]))


def _campos(credor: Credor, opcoes: Opcoes) -> dict[str, pl.Expr]:
    """Os campos do detalhe; na exclusão, só o que a Serasa exige dela."""
    inclui, exclui = pl.col("operacao") == "I", pl.col("operacao") == "E"
    na_inclusao = {
        "filial_digito_cnpj_contratante": pl.lit(credor.cnpj[8:]),
        "data_ocorrencia": pl.col("vencimento"),
        "data_termino_contrato": pl.col("vencimento"),
        "natureza_operacao": pl.lit(opcoes.natureza),
        "nome_devedor": pl.col("nome"),
        "endereco": pl.concat_str("logradouro", "numero", separator=" ", ignore_nulls=True),
        "complemento_endereco": pl.col("complemento"),
        "bairro": pl.col("bairro"),
        "municipio": pl.coalesce("municipio", "nome_do_municipio"),
        "uf": pl.col("uf"),
        "cep": pl.col("cep").str.replace_all(r"\D", ""),
        "valor": pl.col("valor"),
        "tipo_comunicado": pl.lit(opcoes.tipo_comunicado or None, dtype=pl.String),
    }
    return {
        "codigo_operacao": pl.col("operacao"),
        **_devedor("principal"),
        "motivo_baixa": pl.when(exclui).then(pl.col("motivo").replace_strict(baixas_do(opcoes), default=None)),
        **_devedor("coobrigado"),
        "numero_contrato": pl.col("contrato"),
        **{nome: pl.when(inclui).then(campo) for nome, campo in na_inclusao.items()},
    }


def _devedor(papel: str) -> dict[str, pl.Expr]:
    documento = pl.col(papel)
    fisica = documento.str.len_chars() == CPF
    return {
        f"tipo_pessoa_{papel}": pl.when(fisica).then(pl.lit("F")).when(documento.is_not_null()).then(pl.lit("J")),
        f"tipo_documento_{papel}": pl.when(fisica).then(pl.lit("2")).when(documento.is_not_null()).then(pl.lit("1")),
        f"documento_{papel}": documento.str.zfill(15),
    }


def _consulta(nome: str) -> str:
    return files("hub.estrategias.serasa").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
