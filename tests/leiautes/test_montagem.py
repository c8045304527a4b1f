"""Arquivos inteiros montados a partir de títulos e pedidos: totais e sequências do leiaute."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hub.leiautes.erros import LoteGrandeDemais
from hub.leiautes.montagem import MAXIMO_POR_LOTE, montar_lotes, montar_pedidos, repartir
from hub.leiautes.motor import escrever_registros, ler_registros


def titulos(*municipios: str, especie: str = "CDA", controle: int = 1) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "codigo_municipio_praca": municipios,
            "nosso_numero": [f"N{i}" for i in range(len(municipios))],
            "especie_titulo": especie,
            "numero_controle_devedor": controle,
            "saldo_titulo": [100 * (i + 1) for i in range(len(municipios))],
        }
    )


def cabecalhos(transacoes: pl.DataFrame, **extra: object) -> pl.DataFrame:
    lotes = transacoes.group_by("lote", maintain_order=True).agg(pl.col("codigo_municipio_praca").first())
    fixos = {"codigo_portador": "582", "nome_portador": "ENTE", "data_movimento": date(2026, 3, 2)} | extra
    return lotes.with_columns(**{nome: pl.lit(valor) for nome, valor in fixos.items()}, sequencial_remessa=pl.lit(7))


def remessa(transacoes: pl.DataFrame, nome: str = "protesto/remessa", **extra: object) -> dict[str, pl.DataFrame]:
    quadros = montar_lotes(nome, cabecalhos=cabecalhos(transacoes, **extra), transacoes=transacoes)
    return ler_registros(nome, escrever_registros(nome, quadros))


def test_um_lote_por_municipio_com_sequencia_propria() -> None:
    lido = remessa(repartir(titulos("2611606", "2609600", "2611606"), por="codigo_municipio_praca"))
    assert lido["header"]["codigo_municipio_praca"].to_list() == ["2609600", "2611606"]
    assert lido["header"]["linha"].to_list() == [1, 4]
    assert lido["transacao"]["nosso_numero"].to_list() == ["N1", "N0", "N2"]
    assert lido["transacao"]["sequencial_registro"].to_list() == [2, 2, 3]
    assert lido["trailler"]["sequencial_registro"].to_list() == [3, 4]
    assert lido["trailler"]["linha"].to_list() == [3, 7]
    assert lido["transacao"]["codigo_portador"].unique().to_list() == ["582"]
    assert lido["header"]["versao_layout"].to_list() == ["043", "043"]


def test_totais_da_remessa_somam_os_contadores_do_header() -> None:
    linhas = pl.concat([titulos("2611606", "2611606"), titulos("2611606", controle=2)])
    lido = remessa(repartir(linhas.with_columns(nosso_numero=pl.Series(["A", "B", "B"])), por="codigo_municipio_praca"))
    header, trailler = lido["header"].row(0, named=True), lido["trailler"].row(0, named=True)
    assert [header[f"quantidade_{c}"] for c in ("registros", "titulos", "indicacoes", "originais")] == [3, 2, 0, 2]
    assert (trailler["somatorio_quantidade"], trailler["somatorio_valor"]) == (7, 400)


def test_indicacao_conta_a_parte() -> None:
    lido = remessa(repartir(titulos("2611606", especie="DMI"), por="codigo_municipio_praca"))
    assert lido["header"]["quantidade_indicacoes"].to_list() == [1]
    assert lido["header"]["quantidade_originais"].to_list() == [0]


def test_retorno_zera_os_contadores_e_conta_as_transacoes() -> None:
    lido = remessa(repartir(titulos("2611606", "2611606"), por="codigo_municipio_praca"), nome="protesto/retorno")
    assert lido["header"]["transacao_tipo"].to_list() == ["RTP"]
    assert lido["header"]["quantidade_titulos"].to_list() == [0]
    assert lido["trailler"]["somatorio_quantidade"].to_list() == [2]


def test_total_que_ja_vem_e_mantido() -> None:
    lido = remessa(repartir(titulos("2611606"), por="codigo_municipio_praca"), quantidade_registros=5)
    assert lido["header"]["quantidade_registros"].to_list() == [5]


def test_municipio_grande_se_reparte_sem_separar_codevedores() -> None:
    total = 2 * MAXIMO_POR_LOTE
    quadro = titulos(*["2611606"] * total).with_columns(
        nosso_numero=pl.int_range(total).floordiv(2).cast(pl.String),
        numero_controle_devedor=pl.int_range(total) % 2 + 1,
    )
    repartido = repartir(quadro, por="codigo_municipio_praca")
    assert repartido.group_by("lote").len()["len"].max() <= MAXIMO_POR_LOTE  # type: ignore[operator]
    assert repartido.group_by("nosso_numero").agg(pl.col("lote").n_unique())["lote"].unique().to_list() == [1]
    assert remessa(repartido)["transacao"].height == total


def test_lote_grande_demais_e_recusado() -> None:
    quadro = titulos(*["2611606"] * (MAXIMO_POR_LOTE + 1)).with_columns(lote=pl.lit(1))
    with pytest.raises(LoteGrandeDemais, match="9998 registros"):
        remessa(quadro)


def test_pedidos_agrupados_por_cartorio() -> None:
    pedidos = pl.DataFrame(
        {
            "codigo_municipio": ["2611606", "2609600", "2611606"],
            "codigo_cartorio": ["02", "01", "02"],
            "numero_protocolo": ["2200000001", "1", "2200000003"],
            "data_protocolo": [date(2026, 3, 2)] * 3,
            "numero_titulo": ["A", "B", "C"],
            "nome_primeiro_devedor": ["X", "Y", "Z"],
            "valor_titulo": [100, 200, 300],
        }
    )
    cabecalho = {"codigo_portador": "582", "nome_portador": "ENTE", "data_movimento": date(2026, 3, 9)}
    nome = "protesto/desistencia"
    conteudo = escrever_registros(nome, montar_pedidos(nome, cabecalho=cabecalho, pedidos=pedidos, letra="S"))
    linhas = conteudo.decode().splitlines()
    assert [linha[0] for linha in linhas] == list("012812289")
    assert [int(linha[122:]) for linha in linhas] == list(range(1, 10))
    lido = ler_registros(nome, conteudo)
    assert lido["2_pedido"]["solicitacao"].to_list() == ["S"] * 3
    assert lido["8_trailler_cartorio"]["somatorio_seguranca"].to_list() == [2, 4]
    fecho = lido["9_trailler_apresentante"].row(0, named=True)
    assert (fecho["somatorio_quantidade"], fecho["somatorio_valor"]) == (6, 600)
