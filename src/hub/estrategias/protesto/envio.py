"""Escreve os arquivos reservados: remessa de 600 posições e pedidos de 127, município a município."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import polars as pl

from hub.comum.municipios import quadro_de_municipios
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_ler
from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.estrategias.protesto import pedidos
from hub.estrategias.protesto.limites import CONTROLE_MAXIMO
from hub.estrategias.protesto.opcoes import Opcoes, opcoes_do
from hub.estrategias.protesto.plano import consulta
from hub.leiautes.montagem import montar_lotes
from hub.leiautes.motor import escrever_registros

#: Títulos lidos por vez do livro: memória plana para qualquer tamanho de remessa, e leitura e escrita a par.
TITULOS_POR_VEZ = 25_000

#: Algarismos de um CPF.
CPF = 11

ESQUEMA_DO_TITULO = {
    "id": pl.Int64,
    "praca": pl.String,
    "nosso_numero": pl.String,
    "numero_titulo": pl.String,
    "data_emissao": pl.Date,
    "valor_titulo": pl.Int64,
    "saldo_titulo": pl.Int64,
    "controle": pl.Int32,
    "nome_devedor": pl.String,
    "documento": pl.String,
    "endereco_devedor": pl.String,
    "cep_devedor": pl.String,
    "cidade_devedor": pl.String,
    "uf_devedor": pl.String,
    "bairro_devedor": pl.String,
}


def escrever(remessa: Remessa, pasta: Path) -> Iterator[RemessaArquivo]:
    """Escreve cada arquivo da remessa na pasta e o devolve com o SHA-256. Repetir escreve os mesmos bytes."""
    opcoes = opcoes_do(remessa.credor)
    arquivos = list(remessa.arquivos.order_by("id"))
    de_titulos = [arquivo for arquivo in arquivos if arquivo.tipo == "B"]
    for arquivo, blocos in groupby(_blocos(de_titulos, opcoes), key=itemgetter(0)):
        arquivo.sha256 = _gravar(pasta / arquivo.nome, map(itemgetter(1), blocos))
        yield arquivo
    for arquivo in arquivos:
        if arquivo.tipo != "B":
            arquivo.sha256 = _gravar(pasta / arquivo.nome, pedidos.partes(arquivo, opcoes))
            yield arquivo


def _gravar(destino: Path, partes: Iterable[bytes]) -> str:
    """Grava ao lado e troca de nome no fim: quem vê o arquivo o vê inteiro."""
    resumo = hashlib.sha256()
    provisorio = destino.with_suffix(".parcial")
    with provisorio.open("wb") as saida:
        for parte in partes:
            resumo.update(parte)
            saida.write(parte)
        saida.flush()
        os.fsync(saida.fileno())
    provisorio.replace(destino)
    return resumo.hexdigest()


def _blocos(arquivos: list[RemessaArquivo], opcoes: Opcoes) -> Iterator[tuple[RemessaArquivo, bytes]]:
    """Os arquivos, bloco a bloco, em ordem. Enquanto um bloco vira linhas, o seguinte já está vindo do banco."""
    with ThreadPoolExecutor(1, thread_name_prefix="remessa") as ao_lado:
        anterior: tuple[RemessaArquivo, Future[bytes]] | None = None
        for arquivo in arquivos:
            for grupo in _grupos(list(arquivo.lotes.order_by("praca", "sequencial"))):
                titulos = _titulos_do_grupo(arquivo, grupo)
                if anterior:
                    yield anterior[0], anterior[1].result()
                anterior = arquivo, ao_lado.submit(_linhas_do_grupo, arquivo.remessa, opcoes, grupo, titulos)
        if anterior:
            yield anterior[0], anterior[1].result()


def _titulos_do_grupo(arquivo: RemessaArquivo, grupo: list[RemessaLote]) -> pl.DataFrame:
    parametros = {
        "remessa": arquivo.remessa_id,
        "lotes": [lote.pk for lote in grupo],
        "primeiro": min(lote.primeiro for lote in grupo),
        "ultimo": max(lote.ultimo for lote in grupo),
    }
    return quadro_ler(consulta("titulos_do_arquivo"), parametros, ESQUEMA_DO_TITULO)


def _grupos(lotes: list[RemessaLote]) -> Iterator[list[RemessaLote]]:
    grupo: list[RemessaLote] = []
    quantos = 0
    for lote in lotes:
        if grupo and quantos + lote.titulos > TITULOS_POR_VEZ:
            yield grupo
            grupo, quantos = [], 0
        grupo.append(lote)
        quantos += lote.titulos
    if grupo:
        yield grupo


def _linhas_do_grupo(remessa: Remessa, opcoes: Opcoes, grupo: list[RemessaLote], titulos: pl.DataFrame) -> bytes:
    lotes = pl.DataFrame(
        {
            "lote": pl.Series(range(1, len(grupo) + 1), dtype=pl.UInt32),
            "praca": [lote.praca for lote in grupo],
            "sequencial_remessa": [lote.sequencial for lote in grupo],
        }
    )
    cabecalhos = lotes.select(
        "lote", "sequencial_remessa", pl.col("praca").alias("codigo_municipio_praca"), **_header(remessa, opcoes)
    )
    com_lote = titulos.sort("praca", "id", "controle").join(lotes, on="praca", maintain_order="left")
    transacoes = com_lote.join(_nomes_das_pracas(), on="praca", how="left", maintain_order="left").select(
        "lote", **_transacao(remessa.credor, opcoes)
    )
    quadros = montar_lotes("protesto/remessa", cabecalhos=cabecalhos, transacoes=transacoes)
    return escrever_registros("protesto/remessa", quadros)


def _header(remessa: Remessa, opcoes: Opcoes) -> dict[str, pl.Expr]:
    return {
        "codigo_portador": pl.lit(opcoes.codigo_curto),
        "nome_portador": pl.lit(remessa.credor.nome),
        "data_movimento": pl.lit(remessa.em),
        "transacao_remetente": pl.lit("BFO"),
        "transacao_destinatario": pl.lit("SDT"),
        "transacao_tipo": pl.lit("TPR"),
        "complemento_registro": pl.lit(opcoes.codigo_por_extenso or None, dtype=pl.String),
    }


def _nomes_das_pracas() -> pl.DataFrame:
    return quadro_de_municipios().select(pl.col("ibge").alias("praca"), pl.col("nome").alias("nome_da_praca"))


def _transacao(credor: Credor, opcoes: Opcoes) -> dict[str, pl.Expr]:
    """Os campos da transação de uma CDA, como os apresentantes públicos observados os preenchem."""
    documento = pl.col("documento")
    cidade = pl.coalesce("cidade_devedor", "nome_da_praca")
    return {
        **_credor(credor, opcoes),
        "nosso_numero": pl.col("nosso_numero"),
        "especie_titulo": pl.lit("CDA"),
        "numero_titulo": pl.col("numero_titulo"),
        "data_emissao": pl.col("data_emissao"),
        # À vista: prática dos apresentantes públicos observados.
        "data_vencimento": pl.lit("99999999"),
        "tipo_moeda": pl.lit("001"),
        "valor_titulo": pl.col("saldo_titulo") if opcoes.valor_igual_ao_saldo else pl.col("valor_titulo"),
        "saldo_titulo": pl.col("saldo_titulo"),
        "praca_protesto": pl.coalesce("nome_da_praca", "cidade_devedor"),
        "informacao_aceite": pl.lit("N"),
        "numero_controle_devedor": pl.min_horizontal("controle", pl.lit(CONTROLE_MAXIMO)),
        "nome_devedor": pl.col("nome_devedor"),
        "tipo_documento_devedor": pl.when(documento.str.len_chars() == CPF)
        .then(pl.lit("002"))
        .otherwise(pl.lit("001")),
        "numero_documento_devedor": documento.str.zfill(14),
        "endereco_devedor": pl.col("endereco_devedor"),
        "cep_devedor": pl.col("cep_devedor").str.replace_all(r"\D", ""),
        "cidade_devedor": cidade,
        "uf_devedor": pl.col("uf_devedor"),
        "declaracao_portador": pl.lit(opcoes.declaracao or None, dtype=pl.String),
        "bairro_devedor": pl.col("bairro_devedor"),
    }


def _credor(credor: Credor, opcoes: Opcoes) -> dict[str, pl.Expr]:
    return {
        "codigo_portador": pl.lit(opcoes.codigo_curto),
        "nome_cedente": pl.lit(credor.nome),
        "nome_sacador": pl.lit(credor.nome),
        "documento_sacador": pl.lit(credor.cnpj),
        "endereco_sacador": pl.lit(credor.endereco or credor.municipio or credor.nome),
        "cep_sacador": pl.lit(credor.cep or None, dtype=pl.String),
        "cidade_sacador": pl.lit(credor.municipio),
        "uf_sacador": pl.lit(credor.uf),
    }
