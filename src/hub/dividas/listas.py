"""Listas em CSV que o credor ou um canal entrega à parte das CDAs: comunicações, conciliação."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from hub.comum.erros import Recusa


class ListaSemColunas(Recusa):
    """Faltam colunas na lista: {faltam}. A primeira linha traz os nomes: {colunas}."""

    status = 422


class ListaVazia(Recusa):
    """A lista só tem o cabeçalho. Ponha um registro por linha."""

    status = 422


class CelulaAberta(Recusa):
    """A lista tem uma aspa que abre e não fecha, ou um caractere que não é de texto. Salve-a de novo em CSV UTF-8."""

    status = 422


def lista_ler(conteudo: bytes, *, colunas: Sequence[str], exigidas: Sequence[str]) -> pl.DataFrame:
    """Uma lista em CSV (UTF-8; separador `;` ou `,`) como quadro de texto, com `linha` contada do cabeçalho.

    Colunas a mais se ignoram; as que faltam e não se exigem não vêm. Levanta `ListaSemColunas`, `ListaVazia` e
    `CelulaAberta`.
    """
    texto = conteudo.decode("utf-8-sig", errors="replace")
    separador = ";" if ";" in texto.partition("\n")[0] else ","
    try:
        linhas = list(csv.reader(io.StringIO(texto), delimiter=separador, strict=True))
    except csv.Error as erro:
        raise CelulaAberta from erro
    nomes = [nome.strip().lower() for nome in linhas[0]] if linhas else []
    if faltam := [nome for nome in exigidas if nome not in nomes]:
        raise ListaSemColunas(faltam=", ".join(faltam), colunas=separador.join(colunas))
    cheias = [(numero, linha) for numero, linha in enumerate(linhas[1:], 2) if any(campo.strip() for campo in linha)]
    if not cheias:
        raise ListaVazia
    dados = {
        nome: [linha[posicao] if posicao < len(linha) else None for _, linha in cheias]
        for posicao, nome in enumerate(nomes)
        if nome in colunas
    }
    return pl.DataFrame({"linha": [numero for numero, _ in cheias], **dados}, schema_overrides={"linha": pl.Int64})


def aparado(quadro: pl.DataFrame, colunas: Sequence[str]) -> pl.DataFrame:
    """`linha` e todas as colunas, em texto aparado; o vazio e a que não veio são nulos."""
    faltam = [pl.lit(None, dtype=pl.String).alias(nome) for nome in colunas if nome not in quadro.columns]
    textos = [pl.col(nome).cast(pl.String).str.strip_chars().replace("", None) for nome in colunas]
    return quadro.with_columns(faltam).select("linha", *textos)


def data_lida(nome: str) -> pl.Expr:
    """A data da coluna, em DD/MM/AAAA ou AAAA-MM-DD; nula se não é data."""
    texto = pl.col(nome)
    return pl.coalesce(texto.str.to_date("%d/%m/%Y", strict=False), texto.str.to_date("%Y-%m-%d", strict=False))
