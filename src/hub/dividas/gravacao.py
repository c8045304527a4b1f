"""Quadros para dentro e para fora do banco: um COPY para uma linha e para um milhão."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection
from psycopg import sql

from hub.comum.dinheiro import centavos_para_texto

#: Bytes por escrita no COPY; acima disso o ganho some.
BLOCO = 1 << 20


def quadro_copiar(tabela: str, quadro: pl.DataFrame, *, dinheiro: Sequence[str] = ()) -> int:
    """Grava o quadro na tabela por COPY; as colunas têm o nome das da tabela. Devolve quantas linhas foram.

    `dinheiro`: colunas Int64 em centavos, que vão como numeric com duas casas.
    """
    if quadro.is_empty():
        return 0
    pronto = quadro
    if dinheiro:
        pronto = quadro.with_columns(centavos_para_texto(pl.col(coluna)).alias(coluna) for coluna in dinheiro)
    comando = sql.SQL("copy {} ({}) from stdin (format csv)").format(
        sql.Identifier(tabela), sql.SQL(", ").join(map(sql.Identifier, pronto.columns))
    )
    saida = io.BytesIO()
    pronto.write_csv(saida, include_header=False)
    conteudo = saida.getbuffer()
    with connection.cursor() as cursor, cursor.copy(comando) as copia:
        for inicio in range(0, len(conteudo), BLOCO):
            copia.write(conteudo[inicio : inicio + BLOCO])
    return quadro.height


def quadro_ler(consulta: str, parametros: Sequence[Any] | dict[str, Any], esquema: dict[str, Any]) -> pl.DataFrame:
    """O resultado da consulta como quadro, com as colunas e os tipos de `esquema`, por COPY para fora.

    Tipos aceitos: os do Polars que o CSV sabe ler, mais dinheiro, que a consulta já entrega em centavos (bigint).
    """
    with connection.cursor() as cursor, cursor.copy(f"copy ({consulta}) to stdout (format csv)", parametros) as copia:
        conteudo = b"".join(copia)
    return _do_csv(conteudo, esquema)


def _do_csv(conteudo: bytes, esquema: dict[str, Any]) -> pl.DataFrame:
    if not conteudo:
        return pl.DataFrame(schema=esquema)
    return pl.read_csv(conteudo, has_header=False, schema=esquema)
