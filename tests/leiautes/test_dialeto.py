"""O XML da CRA21 dá os mesmos campos do arquivo posicional e volta ao mesmo byte."""

from __future__ import annotations

import json

import pytest

from hub.leiautes.arquivo import escrever, leiaute_escrever_json, leiaute_ler_json, ler
from hub.leiautes.tabelas import leiaute, leiautes
from hub.leiautes.xml.conversao import converter_para_xml
from hub.leiautes.xml.tabelas import elementos, raizes
from leiautes.amostras import DE_PEDIDOS, DE_TITULOS, NOMES, amostra
from leiautes.xml_de_amostra import campos, do_posicional, ida_e_volta

TODOS = (*DE_TITULOS, *DE_PEDIDOS)
COMPLEMENTOS = b"""<complementos>
    <apresentantes>
        <apresentante>
            <codigo>582</codigo>
            <titulos>
                <titulo>
                    <protocolo>2600000001</protocolo>
                    <documento_devedor>11144477735</documento_devedor>
                    <data_protocolo>02/03/2026</data_protocolo>
                    <nosso_numero>CDA1</nosso_numero>
                    <valor>812.4</valor>
                    <emolumentos>
                        <emolumento>
                            <tipo>1</tipo>
                            <vigencia>11/04/2026</vigencia>
                            <total>30.4</total>
                        </emolumento>
                    </emolumentos>
                    <andamentos>
                        <andamento>
                            <codigo>AA</codigo>
                            <data>02/03/2026 20:10:10</data>
                        </andamento>
                        <andamento>
                            <codigo>AG</codigo>
                            <data>04/03/2026 10:30:00</data>
                        </andamento>
                    </andamentos>
                </titulo>
            </titulos>
        </apresentante>
    </apresentantes>
</complementos>
"""
RESPOSTA = """<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>
<relatorio>
    <nome_arquivo>B5820203.261</nome_arquivo>
    <comarca codmun="2611606">
        <datahora>202603021030</datahora>
        <dataoperacao>20260303</dataoperacao>
        <codigo>0000</codigo>
        <ocorrencia>REGISTROS OK</ocorrencia>
        <total_registros>10</total_registros>
    </comarca>
    <comarca CodMun="2609600">
        <datahora>202603021030</datahora>
        <registro>10</registro>
        <codigo>2105</codigo>
        <ocorrencia>APRESENTANTE NÃO AUTORIZADO</ocorrencia>
        <total_registros>0</total_registros>
    </comarca>
</relatorio>
""".encode("iso-8859-1")


@pytest.mark.parametrize("nome", TODOS)
def test_mesmos_campos_do_posicional_sem_perda(nome: str) -> None:
    conteudo = escrever(do_posicional(nome), nome)
    documento = ler(conteudo, NOMES[nome])
    assert (documento.leiaute, documento.formato, documento.encoding) == (nome, "xml", "iso-8859-1")
    assert documento.achados == ()
    assert [(r.registro, dict(r.campos)) for r in documento.registros[1:]] == [
        (r.registro, dict(r.campos)) for r in do_posicional(nome)[1:]
    ]
    assert all(r.xml is None and r.antes is None for r in documento.registros)
    assert ida_e_volta(conteudo, NOMES[nome]) == conteudo


@pytest.mark.parametrize("nome", TODOS)
@pytest.mark.parametrize("dinheiro", ["decimal", "centavos"])
def test_envio_tem_comarca_e_as_duas_formas_de_dinheiro(nome: str, dinheiro: str) -> None:
    posicional = ler(amostra(nome), NOMES[nome])
    xml = converter_para_xml(nome, posicional.registros, nome_arquivo=NOMES[nome], dinheiro=dinheiro)  # type: ignore[arg-type]
    documento = ler(xml, NOMES[nome])
    assert documento.leiaute == nome
    assert documento.achados == ()
    assert [c["codigo_municipio"] for c in campos(documento, "comarca")] == ["2609600", "2611606"]
    registro, valor = ("transacao", "valor_titulo") if nome in DE_TITULOS else ("2_pedido", "valor_titulo")
    assert [c[valor] for c in campos(documento, registro)] == [c[valor] for c in campos(posicional, registro)]
    assert ida_e_volta(xml, NOMES[nome]) == xml


def test_pedido_de_envio_tem_os_nomes_do_posicional() -> None:
    xml = converter_para_xml("protesto/desistencia", ler(amostra("protesto/desistencia")).registros)
    documento = ler(xml)
    assert documento.leiaute == "protesto/desistencia"
    assert campos(documento, "1_header_cartorio")[1] == {"codigo_cartorio": "02", "codigo_municipio": "2611606"}
    assert campos(documento, "2_pedido")[0] == {
        "numero_protocolo": "2600000001",
        "data_protocolo": "2026-03-02",
        "numero_titulo": "2026/1",
        "nome_primeiro_devedor": "FULANA FICTICIA",
        "valor_titulo": "900.00",
    }


@pytest.mark.parametrize(
    ("texto", "valor", "ambiguo"),
    [
        ("959.66", "959.66", False),
        ("00000000000571", "5.71", False),
        ("274", "274.00", False),
        ("134.8", "134.80", False),
        ("0", "0.00", False),
        ("", None, False),
        ("12345678901234", "123456789012.34", False),
        ("0000000571", "5.71", True),
    ],
)
def test_dinheiro_sem_regra_unica(texto: str, valor: str | None, ambiguo: bool) -> None:  # noqa: FBT001 - tabela de casos
    xml = f'<remessa><hd h01="0" h07="TPR"/><tr t01="1" t17="{texto}"/></remessa>'.encode()
    documento = ler(xml)
    assert campos(documento, "transacao") == [{"identificacao_registro": "1", "valor_titulo": valor}]
    assert ("VALOR_AMBIGUO" in {achado.codigo for achado in documento.achados}) == ambiguo


def test_feitio_de_terceiros_volta_ao_mesmo_byte() -> None:
    xml = (
        b"<remessa>\r\n <nome_arquivo> B9990411.171 </nome_arquivo>\r\n <comarca CODMUN='2611606'>\r\n"
        b'  <hd h01="0" h02="999" h03="Ente" h04="18032011"  h05="BFO" h06="SDT" h07="TPR" h08="10" h09="1" h10="1"'
        b' h11="0" h12="1" h13="" h14="043" h15="2611606" h16="PREF01" h17="1" />\r\n'
        b'  <tr t01="1" t02="999" t11="A1" t12="CDA" t17="959.66" t18="959.66" t22="1" t23="Fulana &amp; Cia"'
        b' t31="0" t34="0" t51=" UEsDBA==" t52="2"></tr>\r\n'
        b'  <tl t01="9" t02="999" t03="Ente" t04="18032011" t05="3" t06="959.66" t08="3"/>\r\n </comarca>\r\n</remessa>'
    )
    documento = ler(xml)
    assert documento.achados == ()
    assert documento.registros[0].campos == {"raiz": "remessa", "nome_arquivo": "B9990411.171"}
    assert campos(documento, "comarca") == [{"codigo_municipio": "2611606"}]
    transacao = campos(documento, "transacao")[0]
    assert transacao["nome_devedor"] == "Fulana & Cia"
    assert transacao["codigo_cartorio"] == "00"
    assert transacao["complemento_registro"] == "UEsDBA=="
    assert ida_e_volta(xml) == xml


def test_campo_mudado_vence_a_marcacao_original() -> None:
    xml = b'<remessa><hd h01="0" h07="TPR" h08="9"  /><tr t01="1" t11="A1"  /></remessa>'
    linhas = [json.dumps(r) for r in leiaute_ler_json(xml)["registros"]]
    linhas[2] = linhas[2].replace('"nosso_numero": "A1"', '"nosso_numero": "B2"')
    volta = leiaute_escrever_json(linhas, "protesto/remessa")
    assert b'h08="9"  />' in volta
    assert campos(ler(volta), "transacao") == [{"identificacao_registro": "1", "nosso_numero": "B2"}]


def test_andamento_por_complementos() -> None:
    documento = ler(COMPLEMENTOS, "M0000403.261")
    assert (documento.leiaute, documento.achados) == ("protesto/andamento", ())
    assert [r.registro for r in documento.registros] == [
        "arquivo",
        "apresentante",
        "transacao",
        "emolumento",
        "andamento",
        "andamento",
    ]
    assert campos(documento, "transacao")[0] == {
        "numero_protocolo": "2600000001",
        "numero_documento_devedor": "11144477735",
        "data_protocolo": "2026-03-02",
        "nosso_numero": "CDA1",
        "valor_titulo": "812.40",
    }
    assert campos(documento, "andamento")[1] == {"codigo_andamento": "AG", "data_hora": "2026-03-04T10:30:00"}
    assert campos(documento, "emolumento")[0]["total_custas"] == "30.40"
    assert ida_e_volta(COMPLEMENTOS) == COMPLEMENTOS


def test_resposta_da_cra_sem_distincao_de_caixa_no_municipio() -> None:
    documento = ler(RESPOSTA)
    assert (documento.leiaute, documento.achados) == ("protesto/resposta", ())
    boa, ma = campos(documento, "comarca")
    assert boa == {
        "codigo_municipio": "2611606",
        "data_hora_processamento": "2026-03-02T10:30:00",
        "data_movimento_cra": "2026-03-03",
        "codigo_mensagem": "0000",
        "descricao_mensagem": "REGISTROS OK",
        "registros_aceitos": 10,
    }
    assert (ma["codigo_municipio"], ma["linha_com_erro"], ma["registros_aceitos"]) == ("2609600", 10, 0)
    assert ida_e_volta(RESPOSTA) == RESPOSTA


def test_resposta_por_titulo_e_por_arquivo() -> None:
    xml = (
        b"<relatorio><nome_arquivo>DP5820203.261</nome_arquivo><titulo><datahora>202603021030</datahora>"
        b"<numero_cartorio>01</numero_cartorio><numero_protocolo>1234</numero_protocolo>"
        b"<data_protocolo>02032026</data_protocolo><codigo>0000</codigo></titulo></relatorio>"
    )
    assert campos(ler(xml), "titulo")[0]["codigo_cartorio"] == "01"
    erro = b"<relatorio><nome_arquivo>B1</nome_arquivo><codigo>1001</codigo></relatorio>"
    assert ler(erro).registros[0].campos == {"raiz": "relatorio", "nome_arquivo": "B1", "codigo_mensagem": "1001"}


@pytest.mark.parametrize(
    ("raiz", "letra", "nome", "esperado"),
    [
        ("sustacao", "S", None, "protesto/desistencia"),
        ("sustacao", "C", None, "protesto/cancelamento"),
        ("autorizacao", "C", None, "protesto/autorizacao_cancelamento"),
        ("autorizacao", "S", None, "protesto/autorizacao_desistencia"),
        ("autorizacao", "S", "AC5820203.261", "protesto/autorizacao_cancelamento"),
        ("cancelamento", "C", None, "protesto/cancelamento"),
        ("autoriza_cancelamento", "S", None, "protesto/autorizacao_cancelamento"),
    ],
)
def test_download_do_cartorio_se_distingue_pela_letra_ou_pelo_nome(
    raiz: str, letra: str, nome: str | None, esperado: str
) -> None:
    xml = f'<{raiz}><hdb h01="0"/><hdc h01="1" h02="1"/><tr t01="2" t07="{letra}"/></{raiz}>'.encode()
    documento = ler(xml, nome)
    assert documento.leiaute == esperado
    assert campos(documento, "1_header_cartorio")[0]["codigo_cartorio"] == "01"
    assert ida_e_volta(xml, nome) == xml


def test_tabelas_do_dialeto_sao_coerentes() -> None:
    for familia, nome in raizes().values():
        conhecidos = elementos(familia, nome)
        for elemento in conhecidos.values():
            assert all(pai.casefold() in conhecidos for pai in elemento.pais), elemento.nome
            nomes = [um.campo.nome for um in elemento.campos]
            assert len(nomes) == len(set(nomes)), elemento.nome
            if nome in leiautes() and elemento.registro in leiaute(nome).registros and familia != "complementos":
                posicionais = set(leiaute(nome).registros[elemento.registro].por_nome)
                extras = {"telefone_devedor", "email_devedor", "linha_digitavel_1", "linha_digitavel_2", "imagem"}
                assert set(nomes) - extras <= posicionais
