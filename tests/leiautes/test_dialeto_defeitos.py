"""XML com defeito ou com o feitio de terceiros: achado, nunca exceção, e de volta ao mesmo byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.leiautes.arquivo import escrever, ler
from hub.leiautes.documento import RegistroLido
from hub.leiautes.erros import (
    CampoForaDoLeiaute,
    LeiauteDesconhecido,
    LeiauteSoDeLeitura,
    RegistroDesconhecido,
    TextoLongoDemais,
)
from leiautes.amostras import DE_PEDIDOS, DE_TITULOS, NOMES
from leiautes.xml_de_amostra import campos, do_posicional, ida_e_volta

TODOS = (*DE_TITULOS, *DE_PEDIDOS)


def test_varias_raizes_uma_abaixo_da_outra() -> None:
    um = escrever(do_posicional("protesto/remessa"), "protesto/remessa")
    documento = ler(um + um)
    assert len(campos(documento, "header")) == 4
    assert {achado.codigo for achado in documento.achados} == {"XML_COM_VARIAS_RAIZES"}
    assert ida_e_volta(um + um) == um + um


def test_raiz_estranha_se_reconhece_pelo_header() -> None:
    xml = b'<arquivo><hd h01="0" h05="SDT" h06="BFO" h07="RTP"/><tr t01="1" t33="1"/></arquivo>'
    documento = ler(xml)
    assert documento.leiaute == "protesto/retorno"
    assert ida_e_volta(xml) == xml


def test_envolto_em_outra_raiz() -> None:
    xml = b'<saida><retorno><hd h01="0" h07="RTP" h05="SDT" h06="BFO"/></retorno></saida>'
    assert ler(xml).leiaute == "protesto/retorno"
    assert ida_e_volta(xml) == xml


@pytest.mark.parametrize(
    ("xml", "codigo"),
    [
        (b"<!DOCTYPE remessa [<!ENTITY a 'b'>]><remessa><hd h01='&a;'/></remessa>", "XML_RECUSADO"),
        (b"<!DOCTYPE remessa SYSTEM 'http://exemplo/x.dtd'><remessa/>", "XML_RECUSADO"),
        (b"<nota><item/></nota>", "XML_SEM_REGISTROS"),
        (b"<", "XML_INVALIDO"),
        (b"<remessa><hd h01='0' h07='TPR'/><tr t01='1' ", "XML_INVALIDO"),
        (b"<remessa><hd h01='0' h07='TPR' h99='x'/></remessa>", "ATRIBUTO_DESCONHECIDO"),
        (b"<remessa><comarca CodMun='1'><hd h01='0' h15='2'/></comarca></remessa>", "MUNICIPIO_DIVERGENTE"),
        (b"<remessa><tr t01='1' t17='8,12'/></remessa>", "NUMERO_INVALIDO"),
        (b"<remessa><tr t01='1' t14='31022024'/></remessa>", "DATA_INVALIDA"),
        (b"<remessa><tr t01='1'/></remessa>", "FALTA_HEADER"),
        ("<remessa><tr t01='1' t23='JOSÉ'/></remessa>".encode(), "NAO_ASCII"),
    ],
)
def test_defeito_vira_achado(xml: bytes, codigo: str) -> None:
    assert codigo in {achado.codigo for achado in ler(xml).achados}


def test_xml_cortado_da_o_que_veio_antes() -> None:
    xml = escrever(do_posicional("protesto/retorno"), "protesto/retorno")
    documento = ler(xml[: len(xml) // 2])
    assert documento.leiaute == "protesto/retorno"
    assert campos(documento, "transacao")
    assert "XML_INVALIDO" in {achado.codigo for achado in documento.achados}


@pytest.mark.parametrize("declarada", ["ISO-8859-1", "UTF-8", "windows-1252"])
def test_codificacao_declarada(declarada: str) -> None:
    texto = f'<?xml version="1.0" encoding="{declarada}"?>\n<remessa><tr t01="1" t23="JOSÉ"/></remessa>'
    conteudo = texto.encode(declarada)
    documento = ler(conteudo)
    assert campos(documento, "transacao")[0]["nome_devedor"] == "JOSÉ"
    assert ida_e_volta(conteudo) == conteudo


def test_escrita_recusa_o_que_nao_cabe() -> None:
    def um(registro: str, **campos: object) -> list[RegistroLido]:
        arquivo = RegistroLido(registro="arquivo", linha=0, campos={})
        return [arquivo, RegistroLido(registro=registro, linha=1, campos=campos)]  # type: ignore[arg-type]

    with pytest.raises(TextoLongoDemais, match="numero_titulo"):
        escrever(um("transacao", numero_titulo="123456789012"), "protesto/remessa")
    with pytest.raises(CampoForaDoLeiaute, match="nosso_numero"):
        escrever(um("transacao", cpf="1"), "protesto/remessa")
    with pytest.raises(LeiauteDesconhecido):
        escrever(um("transacao"), "protesto/nada")
    with pytest.raises(LeiauteSoDeLeitura):
        escrever(um("transacao"), "protesto/remessa_v050")
    with pytest.raises(RegistroDesconhecido, match="header"):
        escrever(um("titulo"), "protesto/remessa")
    assert b't23="' + b"M" * 45 + b'"' in escrever(um("transacao", nome_devedor="m" * 60), "protesto/remessa")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_bytes_trocados_nunca_derrubam_e_sempre_voltam(dados: st.DataObject) -> None:
    nome = dados.draw(st.sampled_from(TODOS))
    conteudo = bytearray(escrever(do_posicional(nome), nome))
    for _ in range(dados.draw(st.integers(1, 3))):
        conteudo[dados.draw(st.integers(60, len(conteudo) - 1))] = dados.draw(st.integers(32, 126))
    documento = ler(bytes(conteudo), NOMES[nome])
    if documento.leiaute and documento.encoding == "iso-8859-1":
        assert ida_e_volta(bytes(conteudo), NOMES[nome]) == bytes(conteudo)
