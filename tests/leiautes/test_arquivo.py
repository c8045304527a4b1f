"""Ler um arquivo inteiro reconhece o tipo, tipa os campos e volta ao mesmo byte."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.leiautes.arquivo import escrever, leiaute_escrever_json, leiaute_ler_json, ler
from hub.leiautes.erros import (
    CampoForaDoLeiaute,
    CampoNaoConverte,
    LeiauteSoDeLeitura,
    LinhaJSONInvalida,
    RegistroDesconhecido,
    TextoLongoDemais,
)
from leiautes.amostras import DE_PEDIDOS, DE_TITULOS, NOMES, amostra

TODOS = (*DE_TITULOS, *DE_PEDIDOS)


def codigos(conteudo: bytes, nome: str | None = None) -> list[str]:
    return [achado.codigo for achado in ler(conteudo, nome).achados]


def ida_e_volta(conteudo: bytes, nome: str | None = None) -> bytes:
    """Como quem usa o comando: JSON, uma linha por registro, e de volta."""
    documento = json.loads(json.dumps(leiaute_ler_json(conteudo, nome)))
    return leiaute_escrever_json([json.dumps(r) for r in documento["registros"]], documento["leiaute"])


@pytest.mark.parametrize("nome", TODOS)
def test_arquivo_valido_se_le_sem_achados_e_volta_igual(nome: str) -> None:
    conteudo = amostra(nome)
    documento = ler(conteudo, NOMES[nome])
    assert (documento.leiaute, documento.formato, documento.encoding) == (nome, "posicional", "ascii")
    assert documento.achados == ()
    assert [registro.linha for registro in documento.registros] == list(range(1, len(documento.registros) + 1))
    assert escrever(documento.registros, nome) == conteudo
    assert ida_e_volta(conteudo, NOMES[nome]) == conteudo


@pytest.mark.parametrize("nome", [*DE_TITULOS, *DE_PEDIDOS[:3]])
def test_o_tipo_vem_do_conteudo_sem_o_nome(nome: str) -> None:
    assert ler(amostra(nome)).leiaute == nome


def test_autorizacao_de_desistencia_so_se_sabe_pelo_nome() -> None:
    conteudo = amostra("protesto/autorizacao_desistencia")
    assert ler(conteudo).leiaute == "protesto/desistencia"
    assert ler(conteudo, "AD5820203.261").leiaute == "protesto/autorizacao_desistencia"


def test_campos_tipados_na_forma_do_contrato() -> None:
    documento = leiaute_ler_json(amostra("protesto/retorno"))
    transacao = documento["registros"][1]
    assert (transacao["registro"], transacao["linha"]) == ("transacao", 2)
    campos = transacao["campos"]
    assert campos["valor_titulo"] == "812.40"
    assert campos["data_ocorrencia"] == "2026-03-09"
    assert campos["data_vencimento"] == "99999999"
    assert campos["numero_protocolo"] == "2600000001"
    assert campos["codigo_cartorio"] == "01"
    assert campos["sequencial_registro"] == 2
    assert campos["custas_cartorio"] == "0.00"
    assert campos["codigo_irregularidade"] is None
    assert set(transacao) == {"registro", "linha", "campos"}


@pytest.mark.parametrize("quebra", [b"\n", b"\r"])
def test_terminador_que_nao_e_crlf_vai_no_registro(quebra: bytes) -> None:
    conteudo = amostra("protesto/remessa").replace(b"\r\n", quebra)
    assert ida_e_volta(conteudo) == conteudo
    assert codigos(conteudo) == []


def test_sem_terminador_no_fim_e_sem_terminador_nenhum() -> None:
    conteudo = amostra("protesto/remessa")
    assert ida_e_volta(conteudo[:-2]) == conteudo[:-2]
    corrido = conteudo.replace(b"\r\n", b"")
    assert ida_e_volta(corrido) == corrido
    assert codigos(corrido) == []


def test_o_que_o_hub_escreveria_de_outro_modo_fica_no_cru() -> None:
    linhas = amostra("protesto/retorno").split(b"\r\n")
    linha = linhas[1]
    linhas[1] = linha[:297] + b" Fulana ficticia".ljust(45) + linha[342:507] + b" " * 10 + linha[517:]
    conteudo = b"\r\n".join(linhas)
    (registro,) = [r for r in ler(conteudo).registros if r.cru]
    assert set(registro.cru) == {"nome_devedor", "custas_distribuidor"}
    assert registro.campos["nome_devedor"] == "Fulana ficticia"
    assert registro.campos["custas_distribuidor"] is None
    assert ida_e_volta(conteudo) == conteudo


def test_quem_muda_o_campo_vence_o_cru() -> None:
    linhas = amostra("protesto/retorno").replace(b"FULANA FICTICIA", b"fulana ficticia")
    registros = list(ler(linhas).registros)
    registros[1] = replace(registros[1], campos={**registros[1].campos, "nome_devedor": "Outra"})
    assert ler(escrever(registros, "protesto/retorno")).registros[1].campos["nome_devedor"] == "OUTRA"


def test_identificador_que_cresceria_sem_acento_volta_igual_ao_que_veio() -> None:
    conteudo = amostra("protesto/remessa").replace(b"0582", "0Þ82".encode("iso-8859-1"), 1)
    assert ida_e_volta(conteudo) == conteudo


def test_campo_apagado_do_json_apaga_o_cru_dele() -> None:
    conteudo = amostra("protesto/retorno").replace(b"0003", b"   3")
    registros = [
        replace(r, campos={n: v for n, v in r.campos.items() if n != "sequencial_registro"})
        for r in ler(conteudo).registros
    ]
    lidos = ler(escrever(registros, "protesto/retorno")).registros
    # no header a constante do leiaute (0001) volta; no resto, zeros
    assert [r.campos["sequencial_registro"] for r in lidos] == [1, 0, 0, 0, 1, 0, 0]


def test_registro_escrito_a_mao_so_com_alguns_campos() -> None:
    linha = json.dumps({"registro": "transacao", "campos": {"nosso_numero": "A1", "valor_titulo": "812.4"}})
    conteudo = leiaute_escrever_json([linha, ""], "protesto/remessa")
    (registro,) = ler(conteudo).registros
    assert registro.campos["valor_titulo"] == "812.40"
    assert registro.campos["nosso_numero"] == "A1"


@pytest.mark.parametrize(
    ("campos", "recusa", "texto"),
    [
        ({"valor_titulo": "812,40"}, CampoNaoConverte, "Linha 1, campo valor_titulo"),
        ({"valor_titulo": "1.234"}, CampoNaoConverte, "duas casas"),
        ({"data_emissao": "2026-02-30"}, CampoNaoConverte, "data ISO"),
        ({"sequencial_registro": "dois"}, CampoNaoConverte, "inteiro"),
        ({"numero_titulo": "123456789012"}, TextoLongoDemais, "numero_titulo"),
        ({"cpf": "1"}, CampoForaDoLeiaute, "nosso_numero"),
    ],
)
def test_entrada_que_nao_cabe_no_leiaute(campos: dict[str, str], recusa: type[Exception], texto: str) -> None:
    with pytest.raises(recusa, match=texto):
        leiaute_escrever_json([json.dumps({"registro": "transacao", "campos": campos})], "protesto/remessa")


@pytest.mark.parametrize("linha", ["nada", "[]", '{"registro": "transacao"}', '{"registro": "x", "campos": 3}'])
def test_linha_que_nao_e_registro(linha: str) -> None:
    with pytest.raises(LinhaJSONInvalida, match="Linha 2"):
        leiaute_escrever_json(["", linha], "protesto/remessa")


def test_registro_e_leiaute_que_nao_se_escrevem() -> None:
    with pytest.raises(RegistroDesconhecido):
        leiaute_escrever_json(['{"registro": "titulo", "campos": {}}'], "protesto/remessa")
    with pytest.raises(LeiauteSoDeLeitura):
        leiaute_escrever_json(['{"registro": "transacao", "campos": {}}'], "protesto/remessa_v050")


def test_variante_de_mil_posicoes_se_le_com_aviso() -> None:
    conteudo = b"\r\n".join(linha.ljust(1000) for linha in amostra("protesto/remessa").splitlines())
    documento = ler(conteudo)
    assert documento.leiaute == "protesto/remessa_v050"
    assert documento.achados[0].codigo == "LEIAUTE_INFERIDO"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_bytes_trocados_nunca_derrubam_e_sempre_voltam(dados: st.DataObject) -> None:
    nome = dados.draw(st.sampled_from(TODOS))
    conteudo = bytearray(amostra(nome))
    for _ in range(dados.draw(st.integers(1, 4))):
        conteudo[dados.draw(st.integers(0, len(conteudo) - 1))] = dados.draw(st.integers(0, 255))
    documento = ler(bytes(conteudo), NOMES[nome])
    if documento.leiaute and documento.encoding in {"ascii", "iso-8859-1"}:
        assert ida_e_volta(bytes(conteudo), NOMES[nome]) == bytes(conteudo)


@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_conteudo_qualquer_nunca_derruba(conteudo: bytes) -> None:
    documento = ler(conteudo, "B5820203.261")
    json.dumps(documento.como_dict())
    assert documento.achados
