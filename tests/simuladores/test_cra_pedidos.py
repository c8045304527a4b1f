"""Desistência, cancelamento e autorizações: uma resposta por título e o retorno que vem depois."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from apoio_da_cra import NOME, depois, em_xml, pedir, remessa, retornos, titulos, um

from hub.leiautes.arquivo import ler
from simuladores.cra import CRA, Parametros, Resposta


@pytest.fixture
def cra(tmp_path: Path) -> CRA:
    return CRA(tmp_path, parametros=Parametros(andamento=False))


def protocolar(cra: CRA, *desfechos: str) -> bytes:
    """Envia os títulos e devolve a confirmação."""
    assert cra.receber(NOME, remessa(titulos(*desfechos)), em=depois(0)).codigos == []
    return um(cra.produzir(em=depois(0)), "C").conteudo


def enviar(cra: CRA, tipo: str, confirmacao: bytes, *, em: date, vez: int = 1, **trocas: Any) -> Resposta:
    return cra.receber(f"{tipo}582{em:%d%m.%y}{vez}", pedir(tipo, confirmacao, **trocas), em=em)


def ocorrencias(cra: CRA, *, em: date) -> list[str]:
    return [linha["tipo_ocorrencia"] for linha in retornos(cra, em=em)]


def test_desistencia_a_tempo_retira_o_titulo_com_custas(cra: CRA) -> None:
    confirmacao = protocolar(cra, "espera_desistencia")
    resposta = enviar(cra, "DP", confirmacao, em=depois(5))
    assert (resposta.aceitos, resposta.codigos) == ({"": 1}, [])
    (titulo,) = [r.campos for r in ler(resposta.xml).registros if r.registro == "titulo"]
    assert (titulo["codigo_mensagem"], titulo["numero_protocolo"]) == ("0000", "2600000001")
    assert titulo["data_protocolo"] == "2026-03-02"
    (linha,) = retornos(cra, em=depois(6))
    assert (linha["tipo_ocorrencia"], linha["custas_cartorio"]) == ("3", 4210)
    assert linha["data_ocorrencia"] == depois(5)
    assert retornos(cra, em=depois(400)) == []


def test_desistencia_tira_da_agenda_o_que_ainda_viria(cra: CRA) -> None:
    confirmacao = protocolar(cra, "protestado")
    enviar(cra, "DP", confirmacao, em=depois(4))
    assert ocorrencias(cra, em=depois(400)) == ["3"]


def test_desistencia_que_cruza_com_a_lavratura_volta_b(cra: CRA) -> None:
    confirmacao = protocolar(cra, "protestado")
    assert enviar(cra, "DP", confirmacao, em=depois(9)).codigos == []
    assert ocorrencias(cra, em=depois(400)) == ["2", "B"]


@pytest.mark.parametrize("desfecho", ["pago", "devolvido_sem_custas", "protestado"])
def test_desistencia_depois_do_retorno_e_recusada(cra: CRA, desfecho: str) -> None:
    confirmacao = protocolar(cra, desfecho)
    cra.produzir(em=depois(15))
    assert enviar(cra, "DP", confirmacao, em=depois(15)).codigos == ["2028"]


def test_sustado_ainda_aceita_desistencia(cra: CRA) -> None:
    confirmacao = protocolar(cra, "sustado_definitivo")
    cra.produzir(em=depois(4))
    assert enviar(cra, "DP", confirmacao, em=depois(5)).codigos == []
    assert ocorrencias(cra, em=depois(400)) == ["3"]


def test_desistencia_repetida(cra: CRA) -> None:
    confirmacao = protocolar(cra, "espera_desistencia")
    enviar(cra, "DP", confirmacao, em=depois(1))
    assert enviar(cra, "DP", confirmacao, em=depois(1), vez=2).codigos == ["2014"]


@pytest.mark.parametrize(
    ("desfecho", "ocorrencia", "custas"),
    [("protestado", "A", 5630), ("cancelamento_recusado", "X", 0), ("cancelamento_ja_feito", "J", 0)],
)
def test_cancelamento_do_protestado(cra: CRA, desfecho: str, ocorrencia: str, custas: int) -> None:
    confirmacao = protocolar(cra, desfecho)
    assert ocorrencias(cra, em=depois(10)) == ["2"]
    assert enviar(cra, "CP", confirmacao, em=depois(20)).codigos == []
    (linha,) = retornos(cra, em=depois(21))
    assert (linha["tipo_ocorrencia"], linha["custas_cartorio"]) == (ocorrencia, custas)


def test_cancelamento_so_do_que_foi_protestado_e_uma_vez(cra: CRA) -> None:
    confirmacao = protocolar(cra, "protestado")
    assert enviar(cra, "CP", confirmacao, em=depois(3)).codigos == ["2013"]
    cra.produzir(em=depois(10))
    assert enviar(cra, "CP", confirmacao, em=depois(11)).codigos == []
    assert enviar(cra, "CP", confirmacao, em=depois(11), vez=2).codigos == ["2016"]
    assert ocorrencias(cra, em=depois(12)) == ["A"]
    assert enviar(cra, "CP", confirmacao, em=depois(13)).codigos == ["2016"]


def test_anuencia_cancela_quando_o_devedor_comparece(cra: CRA) -> None:
    confirmacao = protocolar(cra, "protestado")
    cra.produzir(em=depois(10))
    assert enviar(cra, "AC", confirmacao, em=depois(12)).codigos == []
    assert enviar(cra, "AC", confirmacao, em=depois(12), vez=2).codigos == ["2017"]
    assert ocorrencias(cra, em=depois(31)) == []
    assert ocorrencias(cra, em=depois(32)) == ["A"]


def test_anuencia_sem_comparecimento_nunca_responde(cra: CRA) -> None:
    confirmacao = protocolar(cra, "anuencia_sem_comparecer")
    cra.produzir(em=depois(10))
    assert enviar(cra, "AC", confirmacao, em=depois(12)).codigos == []
    assert retornos(cra, em=depois(400)) == []


def test_autorizacao_de_desistencia(cra: CRA) -> None:
    confirmacao = protocolar(cra, "espera_desistencia", "guia_vencida")
    assert enviar(cra, "AD", confirmacao, em=depois(1)).codigos == []
    assert ocorrencias(cra, em=depois(400)) == ["3", "Z"]


@pytest.mark.parametrize(
    ("trocas", "codigo"),
    [
        ({"numero_protocolo": "9999999999"}, "2012"),
        ({"numero_titulo": "OUTRO"}, "2012"),
        ({"codigo_cartorio": "77"}, "2012"),
        ({"codigo_municipio": "2609600"}, "2012"),
        ({"numero_protocolo": None}, "2004"),
        ({"numero_titulo": None}, "2008"),
        ({"nome_primeiro_devedor": None}, "2009"),
        ({"valor_titulo": 0}, "2010"),
        ({"data_protocolo": None}, "2007"),
    ],
)
def test_pedido_que_nao_confere(cra: CRA, trocas: dict[str, Any], codigo: str) -> None:
    confirmacao = protocolar(cra, "espera_desistencia")
    resposta = enviar(cra, "DP", confirmacao, em=depois(1), **trocas)
    assert resposta.codigos == [codigo]
    assert resposta.recusada


@pytest.mark.parametrize(
    ("tipo", "letra", "codigo"), [("DP", "C", "2125"), ("CP", "A", "2133"), ("CP", "S", "2013"), ("AC", "C", "2013")]
)
def test_letra_da_solicitacao(cra: CRA, tipo: str, letra: str, codigo: str) -> None:
    confirmacao = protocolar(cra, "pago")
    assert enviar(cra, tipo, confirmacao, em=depois(1), letra=letra).codigos == [codigo]


def test_arquivo_de_pedidos_com_total_errado_ou_vazio(cra: CRA) -> None:
    conteudo = pedir("DP", protocolar(cra, "pago"))
    errado = conteudo.replace(b"0000000090000 ", b"0000000090001 ")
    assert cra.receber("DP5820303.261", errado, em=depois(1)).codigos == ["2123"]
    assert cra.receber("DP5820303.261", b"", em=depois(1)).codigos == ["0007"]
    assert cra.receber("XX5820303.261", conteudo, em=depois(1)).codigos == ["0002"]


@pytest.mark.parametrize(("tipo", "dia"), [("DP", 5), ("CP", 12), ("AC", 12), ("AD", 5)])
def test_pedido_em_xml_da_o_mesmo(tmp_path: Path, tipo: str, dia: int) -> None:
    respostas = []
    for pasta in ("p", "x"):
        cra = CRA(tmp_path / pasta, parametros=Parametros(andamento=False))
        confirmacao = protocolar(cra, "protestado")
        cra.produzir(em=depois(dia))
        nome = f"{tipo}582{depois(dia):%d%m.%y}1"
        conteudo = pedir(tipo, confirmacao)
        respostas.append(cra.receber(nome, conteudo if pasta == "p" else em_xml(conteudo, nome), em=depois(dia)))
    assert respostas[0] == respostas[1]
    assert not respostas[0].recusada


def test_xml_sem_municipio_ou_sem_cartorio(cra: CRA) -> None:
    xml = b"<desistencia><comarca><cartorio><numero_cartorio>01</numero_cartorio>%s</cartorio></comarca></desistencia>"
    pedido = b"<titulo><numero_protocolo>1</numero_protocolo></titulo>"
    assert cra.receber("DP5820303.261", xml % pedido, em=depois(1)).codigos == ["2019"]
    assert cra.receber("DP5820303.261", xml % b"", em=depois(1)).codigos == ["2021"]
    sem_cartorio = b"<desistencia><comarca><CodMun>2611606</CodMun>%s</comarca></desistencia>" % pedido
    assert cra.receber("DP5820303.261", sem_cartorio, em=depois(1)).codigos == ["2019"]
