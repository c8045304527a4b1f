"""Quadros vão ao banco e voltam iguais, em um bloco ou em vários; o erro do banco é o do Django."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, connection, connections, transaction

from hub.dividas.gravacao import LINHAS_POR_BLOCO, quadro_copiar, quadro_ler

ESQUEMA = {"id": pl.Int64, "texto": pl.String, "dia": pl.Date, "centavos": pl.Int64}
TAMANHOS = [1, LINHAS_POR_BLOCO, 2 * LINHAS_POR_BLOCO + 1]


@pytest.fixture
def tabela(db: None) -> str:
    with connection.cursor() as cursor:
        colunas = "id bigint primary key, texto text, dia date, valor numeric(15,2)"
        cursor.execute(f"create temp table do_teste ({colunas}) on commit drop")
    return "do_teste"


def quadro(linhas: int) -> pl.DataFrame:
    return pl.select(pl.int_range(linhas).alias("id")).with_columns(
        texto=pl.when(pl.col("id") % 3 != 0).then(pl.format('linha "{}", com ponto; vírgula e ç', "id")),
        dia=pl.when(pl.col("id") % 5 != 0).then(pl.lit(date(2024, 2, 29))),
        valor=pl.col("id") * 101 - 7,
    )


@pytest.mark.parametrize("linhas", TAMANHOS)
def test_o_que_vai_volta_igual(tabela: str, linhas: int) -> None:
    ido = quadro(linhas)
    assert quadro_copiar(tabela, ido, dinheiro=["valor"]) == linhas
    consulta = f"select id, texto, dia, (valor * 100)::bigint from {tabela} where id >= %s order by id"
    volta = quadro_ler(consulta, [0], ESQUEMA)
    assert volta.rename({"centavos": "valor"}).equals(ido)


def test_quadro_vazio_nao_vai_e_consulta_vazia_volta_com_o_esquema(tabela: str) -> None:
    assert quadro_copiar(tabela, quadro(0)) == 0
    vazio = quadro_ler(f"select id, texto, dia, 0 from {tabela}", [], ESQUEMA)
    assert (vazio.height, vazio.schema) == (0, pl.Schema(ESQUEMA))


@pytest.mark.parametrize("linhas", TAMANHOS[1:])
def test_numero_repetido_levanta_o_erro_do_django(tabela: str, linhas: int) -> None:
    repetido = pl.concat([quadro(linhas), quadro(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        quadro_copiar(tabela, repetido, dinheiro=["valor"])
    assert quadro_copiar(tabela, quadro(1), dinheiro=["valor"]) == 1


def test_le_e_grava_com_o_cursor_de_depuracao(tabela: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # No objeto de verdade: pelo intermediário do Django, o desfazer apagaria o atributo.
    monkeypatch.setattr(connections["default"], "force_debug_cursor", True)
    quadro_copiar(tabela, quadro(2), dinheiro=["valor"])
    assert quadro_ler(f"select count(*) from {tabela} where id < %s", [9], {"total": pl.Int64}).item() == 2
