"""Parquet: tipos nativos viram o texto do leiaute, por fatias."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, achados, cda, cdas, em_parquet, ler

from hub.recepcao.formatos import erros as e

MEIA_NOITE = datetime.fromisoformat("2024-03-15")


def parquet(colunas: dict[str, Any]) -> bytes:
    altura = len(next(iter(colunas.values())))
    base = pl.DataFrame({nome: [valor] * altura for nome, valor in cda().items() if nome not in colunas})
    saida = io.BytesIO()
    base.hstack(pl.DataFrame(colunas)).write_parquet(saida)
    return saida.getvalue()


@pytest.mark.parametrize(
    ("campo", "valores", "textos"),
    [
        ("data_inscricao", [date(2024, 3, 15), None], ["2024-03-15", None]),
        ("data_inscricao", [MEIA_NOITE, MEIA_NOITE.replace(hour=14)], ["2024-03-15", "2024-03-15T14:00:00"]),
        ("valor_principal", pl.Series([Decimal("1.5"), Decimal("1.23")], dtype=pl.Decimal(18, 4)), ["1.50", "1.23"]),
        ("valor_principal", pl.Series([Decimal("1.2345")], dtype=pl.Decimal(18, 4)), ["1.2345"]),
        ("valor_principal", pl.Series([Decimal(10), None], dtype=pl.Decimal(18, 0)), ["10.00", None]),
        ("valor_principal", [10, -3], ["10.00", "-3.00"]),
        ("valor_principal", [0.1 + 0.2, 10.005], ["0.30", "10.005"]),
        ("exercicio", [2021, None], ["2021", None]),
        ("exercicio", [2021.0, None], ["2021", None]),
        ("ajuizada", [True, None], ["S", None]),
        ("origem", [True, False], ["true", "false"]),
        ("origem", [b"S\xc3\xa3o", None], ["São", None]),
        ("origem", ["", "x"], [None, "x"]),
        ("tributo", pl.Series(["IPTU", "ISS"], dtype=pl.Categorical), ["IPTU", "ISS"]),
        ("estrategias", [["PROTESTO", "CARTA"], None], ["PROTESTO+CARTA", None]),
        ("metadados", [{"a": "1"}, {"a": "2"}], ['{"a":"1"}', '{"a":"2"}']),
        ("numero_cda", [2024000123, 1], ["2024000123", "1"]),
    ],
)  # fmt: skip
def test_tipos_nativos_viram_texto(tmp_path: Path, campo: str, valores: Any, textos: list[str | None]) -> None:
    fatia = ler(tmp_path, parquet({campo: valores}), "envio.parquet")
    assert fatia.quadro[campo].to_list() == textos
    assert fatia.quadro.schema == pl.Schema({**dict.fromkeys(fatia.quadro.columns, pl.String), "linha": pl.UInt32})
    assert fatia.achados.is_empty()


def test_documento_numerico_e_lista_onde_se_espera_texto(tmp_path: Path) -> None:
    fatia = ler(
        tmp_path, parquet({"devedor_documento": [123, None], "origem": [["a"], None], "x": [1, 2]}), "e.parquet"
    )
    assert achados(fatia) == [
        (1, "cabecalho", "ARQ-004"),
        (1, "origem", "ARQ-010"),
        (1, "devedor_documento", "ARQ-007"),
    ]


def test_linhas_e_total(tmp_path: Path) -> None:
    with abrir_bytes(tmp_path, em_parquet(cdas(5)), "envio.parquet") as envio:
        assert (envio.formato, envio.total_aproximado("cda")) == ("parquet", 5)
        assert [f.quadro["linha"].to_list() for f in envio.fatias("cda", 2)] == [[1, 2], [3, 4], [5]]


def test_parquet_vazio_e_sem_coluna(tmp_path: Path) -> None:
    vazio = em_parquet(cdas(1)[:0] or cdas(1))
    saida = io.BytesIO()
    pl.read_parquet(io.BytesIO(vazio)).clear().write_parquet(saida)
    with pytest.raises(e.ArquivoVazio):
        abrir_bytes(tmp_path, saida.getvalue())
    saida = io.BytesIO()
    pl.DataFrame({"numero_cda": ["1"]}).write_parquet(saida)
    with pytest.raises(e.FaltaColuna):
        abrir_bytes(tmp_path, saida.getvalue())


def test_pagina_corrompida_e_recusa_e_nao_erro_cru(tmp_path: Path) -> None:
    conteudo = bytearray(em_parquet(cdas(200)))
    conteudo[40:400] = bytes(360)
    with pytest.raises(e.ArquivoIlegivel):
        list(abrir_bytes(tmp_path, bytes(conteudo), "envio.parquet").fatias("cda"))
