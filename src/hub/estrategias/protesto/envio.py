"""Escreve os arquivos reservados: remessa de 600 posições e pedidos de 127, município a município."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from hub.comum.municipios import quadro_de_municipios
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_do_bloco
from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.estrategias.ao_lado import escrevendo_ao_lado
from hub.estrategias.arquivos import gravando
from hub.estrategias.protesto import pedidos
from hub.estrategias.protesto.limites import CONTROLE_MAXIMO
from hub.estrategias.protesto.opcoes import Opcoes, opcoes_do
from hub.estrategias.protesto.plano import consulta
from hub.leiautes.montagem import montar_lotes
from hub.leiautes.motor import ascii_maiusculo, gravar_registros

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
#: Um lote reservado, com o arquivo dele.
ESQUEMA_DO_LOTE = {
    "id_do_lote": pl.Int64,
    "arquivo": pl.Int64,
    "praca": pl.String,
    "sequencial_remessa": pl.Int64,
    "primeiro": pl.Int64,
    "ultimo": pl.Int64,
}


@contextmanager
def escrevendo(remessa: Remessa, pasta: Path) -> Iterator[list[RemessaArquivo]]:
    """Escreve os arquivos da remessa na pasta e lhes dá o SHA-256; repetir escreve os mesmos bytes.

    Na entrada o livro já foi lido; os arquivos se escrevem ao lado enquanto quem chama trabalha no banco, e na saída
    estão todos em disco. Se algum não pôde ser escrito, é na saída que se sabe.
    """
    opcoes, arquivos = opcoes_do(remessa.credor), list(remessa.arquivos.order_by("id"))
    for arquivo in arquivos:
        if arquivo.tipo != "B":
            arquivo.sha256 = _gravar(pasta / arquivo.nome, pedidos.partes(arquivo, opcoes))
    escrita = _Escrita(remessa, opcoes, pasta, [arquivo for arquivo in arquivos if arquivo.tipo == "B"])
    with escrevendo_ao_lado([consulta("titulos_da_remessa")], {"remessa": remessa.pk}, escrita.escrever):
        yield arquivos


def _gravar(destino: Path, partes: Iterable[bytes]) -> str:
    with gravando(destino) as aberto:
        for parte in partes:
            aberto.write(parte)
    return aberto.sha256


class _Escrita:
    """Transforma o que vem do livro em arquivos, noutra linha de execução: nada aqui toca o banco."""

    def __init__(self, remessa: Remessa, opcoes: Opcoes, pasta: Path, arquivos: list[RemessaArquivo]) -> None:
        self._remessa, self._opcoes, self._pasta = remessa, opcoes, pasta
        self._arquivos = {arquivo.pk: arquivo for arquivo in arquivos}
        lotes = RemessaLote.objects.filter(arquivo__in=arquivos).order_by("primeiro")
        campos = ("pk", "arquivo_id", "praca", "sequencial", "primeiro", "ultimo")
        self._lotes = pl.DataFrame(list(lotes.values_list(*campos)), schema=ESQUEMA_DO_LOTE, orient="row")

    def escrever(self, blocos: Iterable[bytes]) -> None:
        """Escreve os arquivos com os títulos na ordem em que vêm; todos abertos, porque uma praça pode ir a vários."""
        with ExitStack() as abertos:
            destinos = {
                numero: abertos.enter_context(gravando(self._pasta / arquivo.nome))
                for numero, arquivo in self._arquivos.items()
            }
            for titulos in self._lotes_inteiros(blocos):
                for (numero,), do_arquivo in titulos.group_by("arquivo", maintain_order=True):
                    destino: Any = destinos[int(str(numero))]
                    gravar_registros("protesto/remessa", self._registros(do_arquivo), destino)
        for numero, arquivo in self._arquivos.items():
            arquivo.sha256 = destinos[numero].sha256

    def _lotes_inteiros(self, blocos: Iterable[bytes]) -> Iterator[pl.DataFrame]:
        """Os títulos, com o lote de cada um, em quadros que não partem lote: o que não acabou espera outro bloco."""
        sobra = pl.DataFrame(schema=ESQUEMA_DO_TITULO)
        for bloco in blocos:
            titulos = self._com_lote(pl.concat([sobra, quadro_do_bloco(bloco, ESQUEMA_DO_TITULO)]))
            acabou = pl.col("ultimo") < titulos["id"][-1]
            sobra = titulos.filter(~acabou).select(ESQUEMA_DO_TITULO.keys())
            yield titulos.filter(acabou)
        yield self._com_lote(sobra)

    def _com_lote(self, titulos: pl.DataFrame) -> pl.DataFrame:
        """O lote de um título é o último da praça que começa antes dele."""
        return titulos.join_asof(
            self._lotes, left_on="id", right_on="primeiro", by="praca", strategy="backward", check_sortedness=False
        )

    def _registros(self, titulos: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """Os lotes dos títulos, com header e trailler cada um."""
        lotes = titulos.unique("id_do_lote", keep="first", maintain_order=True)
        lotes = lotes.with_columns(lote=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32))
        cabecalhos = lotes.select(
            "lote",
            "sequencial_remessa",
            pl.col("praca").alias("codigo_municipio_praca"),
            **_header(self._remessa, self._opcoes),
        )
        com_lote = titulos.join(lotes.select("id_do_lote", "lote"), on="id_do_lote", maintain_order="left")
        transacoes = com_lote.join(_nomes_das_pracas(), on="praca", how="left", maintain_order="left").select(
            "lote", **_transacao(self._remessa.credor, self._opcoes)
        )
        return montar_lotes("protesto/remessa", cabecalhos=cabecalhos, transacoes=transacoes)


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


@cache
def _nomes_das_pracas() -> pl.DataFrame:
    """Já como o arquivo os leva: limpos uma vez, e não a cada título."""
    municipios = quadro_de_municipios()
    return municipios.select(praca="ibge", nome_da_praca=ascii_maiusculo(municipios["nome"]))


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
