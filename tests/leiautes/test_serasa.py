"""O PEFIN se reconhece pelo conteúdo, se lê tipado e volta ao mesmo byte; o REFIN se reconhece e se recusa."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.leiautes.arquivo import leiaute_escrever_json, leiaute_ler_json, ler
from hub.leiautes.erros import CampoForaDoLeiaute, TextoLongoDemais, ValorForaDaFaixa
from hub.leiautes.tabelas import Campo, leiaute
from leiautes.amostras import amostra
from leiautes.amostras_serasa import BELTRANO, EMPRESA, FULANA, PEFIN, arquivo, detalhe, trocar

TABELA = leiaute(PEFIN)


def ida_e_volta(conteudo: bytes) -> bytes:
    """Como quem usa o comando: JSON, uma linha por registro, e de volta."""
    documento = json.loads(json.dumps(leiaute_ler_json(conteudo)))
    return leiaute_escrever_json([json.dumps(r) for r in documento["registros"]], documento["leiaute"])


@pytest.mark.parametrize("envio", ["E", "R"])
def test_entrada_e_retorno_se_leem_sem_achados_e_voltam_iguais(envio: str) -> None:
    conteudo = arquivo(codigo_envio=envio)
    documento = ler(conteudo, "qualquer.txt")
    assert (documento.leiaute, documento.formato, documento.encoding) == (PEFIN, "posicional", "ascii")
    assert documento.achados == ()
    assert [registro.registro for registro in documento.registros] == ["0-header", *["1-detalhe"] * 4, "9-trailer"]
    assert ida_e_volta(conteudo) == conteudo


def test_linhas_de_seiscentas_posicoes_com_crlf_e_sequencia_no_fim() -> None:
    linhas = arquivo().decode("ascii").split("\r\n")
    assert [len(linha) for linha in linhas] == [*[600] * 6, 0]
    assert [linha[593:] for linha in linhas[:-1]] == [f"{n:07}" for n in range(1, 7)]
    assert linhas[0][104:119] == "SERASA-CONVEM04"
    assert linhas[0][:18] == "009900100120260302"
    assert linhas[0][119:126] == "000007E"


def test_cada_campo_no_lugar_e_na_forma_da_serasa() -> None:
    principal, coobrigado, empresa, excluido = arquivo().decode().split("\r\n")[1:5]
    assert principal[:33] == "1I000118" + "20250410" * 2 + "XX " + "    " + "F2"
    assert principal[33:48] == FULANA
    assert principal[48:50] == "  "
    assert principal[68:87] == " " * 19
    assert coobrigado[68:85] == "F2" + BELTRANO
    assert empresa[31:48] == "J1" + EMPRESA
    assert principal[423:454] == "000000000081240" + "2026/000001     "
    assert excluido[:2] + excluido[48:50] == "1E01"
    assert excluido[8:16] == "00000000"


def test_campos_tipados_na_forma_do_contrato() -> None:
    documento = leiaute_ler_json(arquivo())
    header, principal, coobrigado = documento["registros"][:3]
    assert header["campos"]["data_movimento"] == "2026-03-02"
    assert header["campos"]["numero_remessa"] == 7
    assert principal["campos"]["data_ocorrencia"] == "2025-04-10"
    assert principal["campos"]["valor"] == "812.40"
    assert principal["campos"]["data_nascimento"] is None
    assert principal["campos"]["documento_coobrigado"] is None
    assert coobrigado["campos"]["documento_coobrigado"] == BELTRANO
    assert coobrigado["campos"]["sequencia_registro"] == 3
    assert set(principal) == {"registro", "linha", "campos"}


@pytest.mark.parametrize("quebra", [b"\n", b"\r", b""])
def test_outros_terminadores_se_leem_e_voltam(quebra: bytes) -> None:
    conteudo = arquivo().replace(b"\r\n", quebra)
    assert ler(conteudo).achados == ()
    assert ida_e_volta(conteudo) == conteudo


def test_documento_do_coobrigado_escrito_sem_zeros_ganha_zeros() -> None:
    linha = {"registro": "1-detalhe", "campos": {"documento_coobrigado": "52998224725"}}
    assert leiaute_escrever_json([json.dumps(linha)], PEFIN)[70:85].decode() == BELTRANO


def test_acento_em_iso_8859_1_e_aceito_e_volta_igual() -> None:
    conteudo = trocar(arquivo(), 2, 106, "JOSÉ DA CONCEIÇÃO")
    documento = ler(conteudo)
    assert (documento.encoding, documento.achados) == ("iso-8859-1", ())
    assert documento.registros[1].campos["nome_devedor"] == "JOSÉ DA CONCEIÇÃO"
    assert ida_e_volta(conteudo) == conteudo


def test_utf8_e_reconhecido_mesmo_com_o_header_deslocado() -> None:
    conteudo = trocar(arquivo(), 1, 35, "DÍVIDA").decode("iso-8859-1").encode("utf-8")
    documento = ler(conteudo)
    assert (documento.leiaute, documento.encoding) == (PEFIN, "utf-8")
    assert [achado.codigo for achado in documento.achados] == ["CODIFICACAO", "NAO_ASCII"]
    assert "Serasa" in documento.achados[0].mensagem


def test_data_de_sete_algarismos_nao_se_adivinha() -> None:
    conteudo = trocar(arquivo(), 2, 9, "2025041 ")
    documento = ler(conteudo)
    assert documento.registros[1].campos["data_ocorrencia"] == "2025041"
    assert [(a.campo, a.codigo) for a in documento.achados] == [("data_ocorrencia", "DATA_INVALIDA")]
    assert "como 20240228" in documento.achados[0].mensagem
    assert ida_e_volta(conteudo) == conteudo


def test_sem_header_se_reconhece_pelos_detalhes() -> None:
    documento = ler(b"".join(arquivo().splitlines(keepends=True)[1:]))
    assert documento.leiaute == PEFIN
    assert "FALTA_HEADER" in {achado.codigo for achado in documento.achados}


def test_protesto_com_transacao_que_lembra_a_serasa_continua_protesto() -> None:
    conteudo = trocar(trocar(amostra("protesto/retorno"), 2, 2, "I82"), 2, 578, "9" * 19)
    assert ler(conteudo).leiaute == "protesto/retorno"


def refin(**partes: str) -> bytes:
    """Um REFIN de duas linhas, com a identificação onde ele a tem."""
    header = "0099001001" + "20260302" + "SERASA-CONVEM01" + "000001" + "E"
    detalhe_ = "1I00011820250410DP " + "    " + "F" + FULANA
    detalhe_ = detalhe_.ljust(407) + partes.get("valor", "000000000812,40") + "CONTRATO-1"
    return b"".join(
        (linha.ljust(593) + f"{n:07}\r\n").encode()
        for n, linha in enumerate([header, detalhe_, "9"][bool(partes.get("sem_header")) :], 1)
    )


@pytest.mark.parametrize("conteudo", [refin(), refin(sem_header="S"), refin(sem_header="S", valor="812,40         ")])
def test_refin_e_recusado_dizendo_o_que_usar(conteudo: bytes) -> None:
    documento = ler(conteudo)
    assert (documento.leiaute, documento.registros) == (None, ())
    (achado,) = documento.achados
    assert achado.codigo == "REFIN"
    assert (
        "é REFIN (SERASA-CONVEM01), de instituição financeira; um credor de dívida ativa usa PEFIN" in achado.mensagem
    )


@pytest.mark.parametrize(
    ("campos", "recusa"),
    [
        ({"numero_contrato": "A" * 17}, TextoLongoDemais),
        ({"documento_principal": "1" * 16}, TextoLongoDemais),
        ({"valor": f"{10**13 - 1}.00"}, None),
        ({"valor": f"{10**13}.00"}, ValorForaDaFaixa),
        ({"cpf": "1"}, CampoForaDoLeiaute),
    ],
)
def test_o_que_nao_cabe_nunca_se_corta(campos: dict[str, str], recusa: type[Exception] | None) -> None:
    linha = json.dumps({"registro": "1-detalhe", "campos": campos})
    if recusa is None:
        assert len(leiaute_escrever_json([linha], PEFIN)) == 602
        return
    with pytest.raises(recusa):
        leiaute_escrever_json([linha], PEFIN)


def valores_de(campo: Campo) -> st.SearchStrategy[Any]:
    """O que o campo guarda, na forma do JSON."""
    match campo.natureza:
        case "quantidade":
            return st.integers(0, 10**campo.tamanho - 1)
        case "dinheiro":
            return st.integers(0, 10**campo.tamanho - 1).map(lambda c: f"{c // 100}.{c % 100:02}")
        case "data":
            datas = st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat)
            return st.none() | datas
        case "codigo":
            cheio = st.text("0123456789", min_size=campo.tamanho, max_size=campo.tamanho)
            return st.none() | cheio if campo.tipo == "X" else cheio
    aparado = st.text("ABCXYZ019/-.& ", max_size=campo.tamanho).map(str.strip)
    return aparado.map(lambda texto: texto or None)


FORMAS = {
    nome: st.fixed_dictionaries(
        {
            c.nome: st.just(c.constante)
            if c.obrigatorio == "S" and c.constante and c.natureza != "quantidade"
            else valores_de(c)
            for c in registro.campos
        }
    )
    for nome, registro in TABELA.registros.items()
}


@given(FORMAS["0-header"], st.lists(FORMAS["1-detalhe"], min_size=1, max_size=3), FORMAS["9-trailer"])
@settings(max_examples=60)
def test_ler_o_que_se_escreveu_da_os_mesmos_registros(
    header: dict[str, Any], detalhes: list[dict[str, Any]], trailer: dict[str, Any]
) -> None:
    registros = [("0-header", header), *(("1-detalhe", d) for d in detalhes), ("9-trailer", trailer)]
    entrada = [json.dumps({"registro": nome, "campos": campos}) for nome, campos in registros]
    conteudo = leiaute_escrever_json(entrada, PEFIN)
    lido = leiaute_ler_json(conteudo)
    assert lido["leiaute"] == PEFIN
    assert [(r["registro"], r["campos"]) for r in lido["registros"]] == registros
    assert leiaute_escrever_json([json.dumps(r) for r in lido["registros"]], PEFIN) == conteudo


@pytest.mark.parametrize("fim", [b"", b"\r", b"\r\r", b"\n", b"\r\n", b"\r\r\n"])
def test_seja_qual_for_o_fim_o_arquivo_volta_igual(fim: bytes) -> None:
    conteudo = arquivo(codigo_envio="E").removesuffix(b"\r\n") + fim
    assert ida_e_volta(conteudo) == conteudo


@given(st.data())
@settings(max_examples=60)
def test_bytes_trocados_nunca_derrubam_e_sempre_voltam(dados: st.DataObject) -> None:
    conteudo = bytearray(arquivo(codigo_envio=dados.draw(st.sampled_from("ER"))))
    for _ in range(dados.draw(st.integers(1, 4))):
        conteudo[dados.draw(st.integers(0, len(conteudo) - 1))] = dados.draw(st.integers(0, 255))
    documento = ler(bytes(conteudo))
    if documento.leiaute and documento.encoding in {"ascii", "iso-8859-1"}:
        assert ida_e_volta(bytes(conteudo)) == bytes(conteudo)


def test_um_detalhe_sem_header_escrito_a_mao() -> None:
    linha = json.dumps({"registro": "1-detalhe", "campos": {"numero_contrato": "A1", "valor": "812.4"}})
    (registro,) = ler(leiaute_escrever_json([linha], PEFIN) + arquivo(detalhe("B"))).registros[:1]
    assert (registro.campos["valor"], registro.campos["numero_contrato"]) == ("812.40", "A1")
