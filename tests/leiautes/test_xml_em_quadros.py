"""XML em quadros dá o mesmo que o arquivo posicional."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hub.leiautes.arquivo import ler
from hub.leiautes.erros import TextoLongoDemais
from hub.leiautes.motor import ler_registros
from hub.leiautes.xml import escrever_quadros, ler_quadros
from hub.leiautes.xml.conversao import converter_para_xml
from leiautes.amostras import DE_TITULOS, NOMES, amostra, quadros
from leiautes.test_dialeto import COMPLEMENTOS
from leiautes.xml_de_amostra import do_posicional


@pytest.mark.parametrize("nome", DE_TITULOS)
def test_mesmas_colunas_e_valores_do_posicional(nome: str) -> None:
    xml = converter_para_xml(nome, do_posicional(nome)[1:], nome_arquivo=NOMES[nome])
    leiaute, lidos, achados = ler_quadros(xml, NOMES[nome])
    assert (leiaute, achados) == (nome, [])
    for registro, esperado in ler_registros(nome, amostra(nome)).items():
        if registro != "desconhecido":
            colunas = [coluna for coluna in esperado.columns if coluna != "linha"]
            assert lidos[registro].select(colunas).equals(esperado.select(colunas)), registro


@pytest.mark.parametrize("nome", DE_TITULOS)
def test_escrever_em_bloco_da_o_mesmo_que_registro_a_registro(nome: str) -> None:
    um_a_um = converter_para_xml(nome, do_posicional(nome)[1:], nome_arquivo=NOMES[nome])
    assert escrever_quadros(nome, quadros(nome), nome_arquivo=NOMES[nome]) == um_a_um


def test_em_bloco_escapa_e_recusa() -> None:
    feitos = quadros("protesto/remessa")
    feitos["transacao"] = feitos["transacao"].with_columns(nome_devedor=pl.lit('Ç & "B" <C>'))
    documento = ler(escrever_quadros("protesto/remessa", feitos))
    assert documento.achados == ()
    assert documento.registros[3].campos["nome_devedor"] == 'C & "B" <C>'
    feitos["transacao"] = feitos["transacao"].with_columns(numero_titulo=pl.lit("1" * 12))
    with pytest.raises(TextoLongoDemais):
        escrever_quadros("protesto/remessa", feitos)


def test_complementos_viram_uma_transacao_por_andamento() -> None:
    leiaute, lidos, _ = ler_quadros(COMPLEMENTOS)
    assert leiaute == "protesto/andamento"
    assert lidos["header"].is_empty()
    assert lidos["transacao"].columns == ler_registros("protesto/andamento", b"")["transacao"].columns
    ultimo = lidos["transacao"].row(-1, named=True)
    assert (ultimo["codigo_irregularidade"], ultimo["data_ocorrencia"]) == ("AG", date(2026, 3, 4))
    assert (ultimo["nosso_numero"], ultimo["codigo_portador"], ultimo["tipo_ocorrencia"]) == ("CDA1", "582", "0")
    assert ultimo["complemento_registro"] == "04032026 103000"


def test_o_que_nao_se_reconhece_nao_tem_quadros() -> None:
    leiaute, lidos, (achado,) = ler_quadros(b"<nota/>")
    assert (leiaute, lidos, achado.codigo) == (None, {}, "XML_SEM_REGISTROS")
