"""XML em quadros dá o mesmo que o arquivo posicional."""

from __future__ import annotations

from datetime import date

import pytest

from hub.leiautes.motor import ler_registros
from hub.leiautes.xml import ler_quadros
from hub.leiautes.xml.conversao import converter_para_xml
from leiautes.amostras import DE_TITULOS, NOMES, amostra
from leiautes.test_dialeto import COMPLEMENTOS
from leiautes.xml_de_amostra import do_posicional


@pytest.mark.parametrize("nome", DE_TITULOS)
def test_mesmas_colunas_e_valores_do_posicional(nome: str) -> None:
    xml = converter_para_xml(nome, do_posicional(nome)[1:], nome_arquivo=NOMES[nome])
    leiaute, quadros, achados = ler_quadros(xml, NOMES[nome])
    assert (leiaute, achados) == (nome, [])
    for registro, esperado in ler_registros(nome, amostra(nome)).items():
        if registro != "desconhecido":
            colunas = [coluna for coluna in esperado.columns if coluna != "linha"]
            assert quadros[registro].select(colunas).equals(esperado.select(colunas)), registro


def test_complementos_viram_uma_transacao_por_andamento() -> None:
    leiaute, quadros, _ = ler_quadros(COMPLEMENTOS)
    assert leiaute == "protesto/andamento"
    assert quadros["header"].is_empty()
    assert quadros["transacao"].columns == ler_registros("protesto/andamento", b"")["transacao"].columns
    ultimo = quadros["transacao"].row(-1, named=True)
    assert (ultimo["codigo_irregularidade"], ultimo["data_ocorrencia"]) == ("AG", date(2026, 3, 4))
    assert (ultimo["nosso_numero"], ultimo["codigo_portador"], ultimo["tipo_ocorrencia"]) == ("CDA1", "582", "0")
    assert ultimo["complemento_registro"] == "04032026 103000"


def test_o_que_nao_se_reconhece_nao_tem_quadros() -> None:
    leiaute, quadros, (achado,) = ler_quadros(b"<nota/>")
    assert (leiaute, quadros, achado.codigo) == (None, {}, "XML_SEM_REGISTROS")
