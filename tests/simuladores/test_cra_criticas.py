"""Cada crítica da CRA21 a uma remessa, com recusa do município ou do arquivo inteiro."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from apoio_da_cra import EM, NOME, OLINDA, RECIFE, depois, em_xml, quadros, remessa, titulos

from hub.leiautes.arquivo import leiaute_ler_json, ler
from hub.leiautes.motor import escrever_registros
from simuladores.cra import CRA, Parametros, Resposta, receber
from simuladores.cra.relatorio import completa


@pytest.fixture
def cra(tmp_path: Path) -> CRA:
    return CRA(tmp_path)


def trocada(registro: str, linha: int, **campos: Any) -> bytes:
    """Remessa de dois municípios com campos trocados num registro (linha contada de 0 no quadro dele)."""
    feitos = quadros(titulos("pago", "protestado"), titulos("pago", municipio=OLINDA))
    alvo = pl.int_range(pl.len()) == linha
    trocas = [pl.when(alvo).then(pl.lit(valor)).otherwise(pl.col(n)).alias(n) for n, valor in campos.items()]
    feitos[registro] = feitos[registro].with_columns(trocas)
    return escrever_registros("protesto/remessa", feitos)


def posicao(conteudo: bytes, linha: int, inicio: int, texto: str) -> bytes:
    linhas = conteudo.decode().split("\r\n")
    velha = linhas[linha - 1]
    linhas[linha - 1] = velha[: inicio - 1] + texto + velha[inicio - 1 + len(texto) :]
    return "\r\n".join(linhas).encode("iso-8859-1")


def comarcas(resposta: Resposta) -> dict[str, tuple[str | None, int]]:
    """Município → código e total do relatório."""
    registros = leiaute_ler_json(resposta.xml)["registros"]
    campos = [registro["campos"] for registro in registros if registro["registro"] == "comarca"]
    return {c["codigo_municipio"]: (c.get("codigo_mensagem"), c["registros_aceitos"]) for c in campos}


def test_tudo_certo(cra: CRA) -> None:
    resposta = cra.receber(NOME, remessa(titulos("pago"), titulos("pago", municipio=OLINDA)), em=EM)
    assert (resposta.recusada, resposta.codigos) == (False, [])
    assert comarcas(resposta) == {RECIFE: ("0000", 1), OLINDA: ("0000", 1)}
    assert ler(resposta.xml).achados == ()


@pytest.mark.parametrize(
    ("registro", "linha", "campos", "codigo"),
    [
        ("header", 0, {"transacao_remetente": "SDT"}, "1105"),
        ("header", 0, {"transacao_destinatario": "BFO"}, "1106"),
        ("header", 0, {"transacao_tipo": "XXX"}, "1107"),
        ("header", 0, {"quantidade_registros": 9}, "1109"),
        ("header", 0, {"quantidade_titulos": 9}, "2108"),
        ("header", 0, {"quantidade_indicacoes": 9}, "2109"),
        ("header", 0, {"quantidade_originais": 9}, "2110"),
        ("header", 1, {"sequencial_registro": 3}, "1117"),
        ("trailler", 0, {"somatorio_quantidade": 9}, "1305"),
        ("trailler", 0, {"somatorio_valor": 9}, "1306"),
        ("trailler", 0, {"sequencial_registro": 9}, "1308"),
        ("trailler", 0, {"codigo_portador": "999"}, "1302"),
        ("transacao", 0, {"codigo_portador": "999"}, "1202"),
        ("transacao", 0, {"sequencial_registro": 9}, "1252"),
        ("transacao", 0, {"nome_cedente": None}, "2137"),
        ("transacao", 0, {"nosso_numero": None}, "1211"),
        ("transacao", 0, {"especie_titulo": None}, "1212"),
        ("transacao", 0, {"data_emissao_cru": "31022026", "data_emissao": None}, "2137"),
        ("transacao", 1, {"numero_controle_devedor": 3}, "2107"),
        ("transacao", 0, {"numero_controle_devedor": 0}, "2111"),
        ("transacao", 0, {"nome_devedor": None}, "2112"),
        ("transacao", 0, {"numero_documento_devedor": None}, "2113"),
        ("transacao", 0, {"numero_documento_devedor": "00011144477734"}, "2305"),
        ("transacao", 0, {"codigo_irregularidade": "01"}, "1238"),
    ],
)
def test_recusa_completa(cra: CRA, registro: str, linha: int, campos: dict[str, Any], codigo: str) -> None:
    feitos = quadros(titulos("pago", "protestado"), titulos("pago", municipio=OLINDA))
    for nome, constante in (
        ("transacao_remetente", "BFO"),
        ("transacao_destinatario", "SDT"),
        ("transacao_tipo", "TPR"),
    ):
        feitos["header"] = feitos["header"].with_columns(pl.lit(constante).alias(nome))
    feitos["transacao"] = feitos["transacao"].with_columns(
        data_emissao_cru=pl.lit(None, dtype=pl.String), codigo_irregularidade=pl.lit(None, dtype=pl.String)
    )
    alvo = pl.int_range(pl.len()) == linha
    trocas = [pl.when(alvo).then(pl.lit(valor)).otherwise(pl.col(n)).alias(n) for n, valor in campos.items()]
    feitos[registro] = feitos[registro].with_columns(trocas)
    resposta = cra.receber(NOME, escrever_registros("protesto/remessa", feitos), em=EM)
    assert codigo in resposta.codigos
    assert completa(codigo)
    assert resposta.recusada
    assert {total for _, total in comarcas(resposta).values()} == {0}
    assert cra.produzir(em=depois(400)) == []


def test_recusa_completa_cala_sobre_o_municipio_sem_culpa(cra: CRA) -> None:
    resposta = cra.receber(NOME, trocada("transacao", 2, nosso_numero=None), em=EM)
    assert comarcas(resposta) == {RECIFE: (None, 0), OLINDA: ("1211", 0)}


@pytest.mark.parametrize(
    ("campo", "texto", "codigo"),
    [(247, "000000008124,0", "1217"), (261, "000000009000,0", "1218"), (228, "2026-02-", "2137")],
)
def test_campo_que_nao_e_numero(cra: CRA, campo: int, texto: str, codigo: str) -> None:
    assert codigo in cra.receber(NOME, posicao(remessa(titulos("pago")), 2, campo, texto), em=EM).codigos


@pytest.mark.parametrize(
    ("parametros", "codigo"),
    [
        (Parametros(nao_autorizados=(OLINDA,)), "2105"),
        (Parametros(inativos=(OLINDA,)), "2106"),
    ],
)
def test_recusa_parcial_fica_no_municipio(tmp_path: Path, parametros: Parametros, codigo: str) -> None:
    cra = CRA(tmp_path, parametros=parametros)
    resposta = cra.receber(NOME, remessa(titulos("pago"), titulos("pago", municipio=OLINDA)), em=EM)
    assert not resposta.recusada
    assert comarcas(resposta) == {RECIFE: ("0000", 1), OLINDA: (codigo, 0)}
    (confirmacao,) = [p for p in cra.produzir(em=EM) if p.nome.startswith("C")]
    assert confirmacao.titulos == 1


@pytest.mark.parametrize(
    ("linha", "texto", "codigo"), [(5, "JOSÉ", "2101"), (5, "A\tB", "2101"), (4, "X" * 601, "2102")]
)
def test_linha_estragada_recusa_so_o_municipio_dela(cra: CRA, linha: int, texto: str, codigo: str) -> None:
    conteudo = remessa(titulos("pago"), titulos("pago", municipio=OLINDA))
    estragado = posicao(conteudo, linha, 298 if codigo == "2101" else 1, texto)
    resposta = cra.receber(NOME, estragado, em=EM)
    assert codigo in resposta.codigos
    if codigo == "2101":
        assert comarcas(resposta) == {RECIFE: ("0000", 1), OLINDA: ("2101", 0)}


def test_municipio_que_nao_existe(cra: CRA) -> None:
    resposta = cra.receber(NOME, remessa(titulos("pago"), titulos("pago", municipio="9999999")), em=EM)
    assert comarcas(resposta) == {RECIFE: ("0000", 1), "9999999": ("2103", 0)}


def test_municipio_virtual_e_aceito(cra: CRA) -> None:
    assert comarcas(cra.receber(NOME, remessa(titulos("pago", municipio="3900001")), em=EM)) == {"3900001": ("0000", 1)}


def test_sequencial_repetido_por_municipio(cra: CRA) -> None:
    cra.receber("B5820203.261", remessa(titulos("pago"), sequencial=7), em=EM)
    resposta = cra.receber(
        "B5820203.262", remessa(titulos("pago"), titulos("pago", municipio=OLINDA), sequencial=7), em=EM
    )
    assert comarcas(resposta) == {RECIFE: ("2117", 0), OLINDA: ("0000", 1)}
    assert "SEQUENCIAL (7) JÁ ENVIADO: ÚLTIMO SEQUENCIAL: (7)" in resposta.criticas[0].descricao
    assert cra.receber("B5820203.263", remessa(titulos("pago"), sequencial=8), em=EM).codigos == []


def test_arquivo_ja_transmitido(cra: CRA) -> None:
    cra.receber(NOME, remessa(titulos("pago")), em=EM)
    resposta = cra.receber(NOME, remessa(titulos("pago"), sequencial=2), em=EM)
    assert resposta.codigos == ["1001"]
    assert ler(resposta.xml).registros[0].campos["codigo_mensagem"] == "1001"
    assert comarcas(resposta) == {}


def test_arquivo_recusado_inteiro_pode_voltar_com_o_mesmo_nome(cra: CRA) -> None:
    assert cra.receber(NOME, trocada("header", 0, quantidade_registros=9), em=EM).recusada
    assert cra.receber(NOME, remessa(titulos("pago")), em=EM).codigos == []


@pytest.mark.parametrize("nome", ["remessa.txt", "C5820203.261", "B5820203.260", "B5823102.261"])
def test_nome_invalido(cra: CRA, nome: str) -> None:
    assert cra.receber(nome, remessa(titulos("pago")), em=EM).codigos == ["0002"]


@pytest.mark.parametrize(
    ("conteudo", "codigo"),
    [(b"", "1101"), (b"nada", "1101"), (b"<nota/>", "0004"), (b"<remessa><hd h01='0'", "0004"), (b"<html/>", "0004")],
)
def test_o_que_nao_e_remessa(cra: CRA, conteudo: bytes, codigo: str) -> None:
    resposta = cra.receber(NOME, conteudo, em=EM)
    assert codigo in resposta.codigos
    assert resposta.recusada


def test_falta_de_header_e_de_trailler(cra: CRA) -> None:
    linhas = remessa(titulos("pago")).splitlines(keepends=True)
    assert "1101" in cra.receber(NOME, b"".join(linhas[1:]), em=EM).codigos
    assert "2231" in cra.receber(NOME, b"".join(linhas[:-1]), em=EM).codigos
    assert "2229" in cra.receber(NOME, linhas[0] + linhas[2], em=EM).codigos
    assert "2182" in cra.receber(NOME, b"".join(linhas).replace(b"\r\n1", b"\r\n7"), em=EM).codigos


@pytest.mark.parametrize(
    ("parametros", "codigo"), [(Parametros(saldo_minimo=100_000), "2219"), (Parametros(saldo_maximo=50_000), "1253")]
)
def test_limites_de_saldo(tmp_path: Path, parametros: Parametros, codigo: str) -> None:
    assert CRA(tmp_path, parametros=parametros).receber(NOME, remessa(titulos("pago")), em=EM).codigos == [codigo]


def test_documento_invalido_pode_passar_por_parametro(tmp_path: Path) -> None:
    Parametros(confere_documento=False).gravar(tmp_path)
    conteudo = trocada("transacao", 0, numero_documento_devedor="00011144477734")
    assert receber(NOME, conteudo, pasta=tmp_path, em=EM).codigos == []
    assert json.loads((tmp_path / "controle.json").read_text())["arquivos"][NOME]["em"] == "2026-03-02"


def test_xml_de_envio_da_o_mesmo_que_o_posicional(tmp_path: Path) -> None:
    posicional = remessa(titulos("pago", codevedores=1), titulos("protestado", municipio=OLINDA))
    respostas, produzidos = [], []
    for pasta, conteudo in (("p", posicional), ("x", em_xml(posicional))):
        cra = CRA(tmp_path / pasta)
        respostas.append(cra.receber(NOME, conteudo, em=EM))
        produzidos.append([(p.nome, p.conteudo) for p in cra.produzir(em=depois(30))])
    assert respostas[0] == respostas[1]
    assert produzidos[0] == produzidos[1]


def test_critica_em_xml(cra: CRA) -> None:
    conteudo = em_xml(remessa(titulos("pago"))).replace(b't11="CDA6060"', b't11=""')
    assert cra.receber(NOME, conteudo, em=EM).codigos == ["1211"]
