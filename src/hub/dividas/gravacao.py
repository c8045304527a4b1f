"""Quadros para dentro e para fora do banco."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection
from psycopg import ClientCursor, Cursor, sql
from psycopg.copy import LibpqWriter, QueuedLibpqWriter, Writer

from hub.comum.dinheiro import centavos_para_texto
from hub.comum.textos import SUBSTITUTO
from hub.credores import inquilino
from hub.credores.inquilino import Papel

#: Linhas por escrita no COPY: enquanto o banco consome umas, as seguintes viram texto.
LINHAS_POR_BLOCO = 10_000
#: Bytes de cada bloco lido por COPY.
BYTES_POR_BLOCO = 8 << 20

Parametros = Sequence[Any] | dict[str, Any]
Esquema = dict[str, Any]


def quadro_copiar(tabela: str, quadro: pl.DataFrame, *, dinheiro: Sequence[str] = ()) -> int:
    """Grava o quadro na tabela, cujas colunas têm os mesmos nomes. Devolve quantas linhas foram.

    `dinheiro`: colunas Int64 em centavos, que vão como numeric com duas casas. O serviço grava por COPY; o portal,
    por INSERT, que é o que a segurança por linha confere.
    """
    if quadro.is_empty():
        return 0
    if inquilino.atual().papel == Papel.SERVICO:
        # Com um bloco só, outra linha de execução custaria mais do que adianta.
        escritor = QueuedLibpqWriter if quadro.height > LINHAS_POR_BLOCO else LibpqWriter
        blocos_copiar(tabela, quadro.columns, blocos_do_quadro(quadro, dinheiro=dinheiro), escritor=escritor)
    else:
        for bloco in _blocos(quadro, dinheiro):
            _inserir(tabela, bloco)
    return quadro.height


def _inserir(tabela: str, bloco: pl.DataFrame) -> None:
    """O mesmo que o COPY do bloco faria, num INSERT."""
    linhas = bloco.write_json()
    if "\\u0000" in linhas:
        linhas = bloco.with_columns(cs.string().str.replace_all("\0", SUBSTITUTO, literal=True)).write_json()
    with connection.cursor() as cursor:
        cursor.execute(_insercao_em(tabela, tuple(bloco.columns)), [linhas])


def blocos_do_quadro(quadro: pl.DataFrame, *, dinheiro: Sequence[str] = ()) -> Iterator[bytes]:
    """O texto com que `quadro_copiar` grava o quadro, em blocos; não usa o banco."""
    return map(_em_csv, _blocos(quadro, dinheiro))


def _blocos(quadro: pl.DataFrame, dinheiro: Sequence[str]) -> Iterator[pl.DataFrame]:
    em_reais = [centavos_para_texto(pl.col(coluna)).alias(coluna) for coluna in dinheiro]
    for bloco in quadro.iter_slices(LINHAS_POR_BLOCO):
        yield bloco.with_columns(em_reais) if em_reais else bloco


def blocos_copiar(
    tabela: str,
    colunas: Sequence[str],
    blocos: Iterable[bytes],
    *,
    escritor: Callable[[Cursor[Any]], Writer] = LibpqWriter,
) -> None:
    """Grava na tabela o que `blocos_do_quadro` escreveu de um quadro com essas colunas."""
    comando: Any = _copia_para(tabela, tuple(colunas))
    with _cursor() as cursor, cursor.copy(comando, writer=escritor(cursor)) as copia:
        for bloco in blocos:
            copia.write(bloco)


@lru_cache(maxsize=256)
def _copia_para(tabela: str, colunas: tuple[str, ...]) -> str:
    nomes = sql.SQL(", ").join(map(sql.Identifier, colunas))
    return sql.SQL("copy {} ({}) from stdin (format csv)").format(sql.Identifier(tabela), nomes).as_string()


@lru_cache(maxsize=256)
def _insercao_em(tabela: str, colunas: tuple[str, ...]) -> str:
    """Cada coluna com o tipo que tem na tabela; a de JSON vem como texto, que é como o quadro a traz."""
    with connection.cursor() as cursor:
        cursor.execute(_TIPOS, [tabela])
        tipos = dict(cursor.fetchall())
    lidas = ", ".join(f'"{coluna}" {"text" if tipos[coluna] == "jsonb" else tipos[coluna]}' for coluna in colunas)
    postas = ", ".join(f'"{coluna}"::{tipos[coluna]}' for coluna in colunas)
    nomes = ", ".join(f'"{coluna}"' for coluna in colunas)
    return f'insert into "{tabela}" ({nomes}) select {postas} from jsonb_to_recordset(%s) as linha ({lidas})'


_TIPOS = """
select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass and attnum > 0
"""


@contextmanager
def _cursor() -> Iterator[Cursor[Any]]:
    """Um cursor do psycopg que põe os parâmetros no texto, pois COPY não os aceita à parte; erros como os do Django."""
    # O cursor do Django liga a conexão e diz ao banco quem fala.
    connection.cursor().close()
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        yield cursor


def _em_csv(quadro: pl.DataFrame) -> bytes:
    """O texto do COPY; o caractere nulo, que o PostgreSQL não guarda, sai como U+FFFD."""
    saida = io.BytesIO()
    quadro.write_csv(saida, include_header=False)
    texto = saida.getvalue()
    return texto.replace(b"\0", SUBSTITUTO.encode()) if b"\0" in texto else texto


def quadro_ler(consulta: str, parametros: Parametros, esquema: Esquema) -> pl.DataFrame:
    """O resultado da consulta como quadro, com as colunas e os tipos de `esquema`, por COPY para fora.

    Tipos aceitos: os do Polars que o CSV sabe ler, mais dinheiro, que a consulta já entrega em centavos (bigint).
    """
    return quadro_do_bloco(b"".join(blocos_ler(consulta, parametros)), esquema)


def blocos_ler(consulta: str, parametros: Parametros) -> Iterator[bytes]:
    """O resultado da consulta em blocos de linhas inteiras de CSV, à medida que o banco o manda."""
    comando: Any = f"copy ({consulta}) to stdout (format csv)"
    bloco = io.BytesIO()
    with _cursor() as cursor, cursor.copy(comando, parametros) as copia:
        # Cada linha chega num objeto; guardá-los numa lista faria o coletor de lixo percorrê-los vez após vez.
        for linha in copia:
            if bloco.write(linha) and bloco.tell() >= BYTES_POR_BLOCO:
                yield bloco.getvalue()
                bloco = io.BytesIO()
    if bloco.tell():
        yield bloco.getvalue()


def quadro_do_bloco(bloco: bytes, esquema: Esquema) -> pl.DataFrame:
    """O quadro de um bloco de `blocos_ler`."""
    if not bloco:
        return pl.DataFrame(schema=esquema)
    return pl.read_csv(bloco, has_header=False, schema=esquema)
