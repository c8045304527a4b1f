"""A CRA por HTTP de verdade, em 127.0.0.1: SOAP como o da CRA21, envio simples e falhas a pedido."""

from __future__ import annotations

import base64
import http.client
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from apoio_da_cra import EM, NOME, RECIFE, depois, em_xml, pedir, remessa, titulos

from hub.leiautes.arquivo import ler
from hub.leiautes.documento import Documento
from hub.leiautes.envelope import acao, ler_resposta, montar_pedido
from hub.leiautes.erros import EnvelopeIlegivel, FalhaDoServico
from simuladores.cra import CRA, Parametros
from simuladores.cra.servidor import Servidor


@pytest.fixture
def servidor(tmp_path: Path) -> Iterator[Servidor]:
    feito = Servidor(CRA(tmp_path, parametros=Parametros(usuarios={"recife": "segredo"})))
    linha = threading.Thread(target=feito.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    yield feito
    feito.shutdown()
    feito.server_close()
    linha.join()


def abrir(endereco: str, corpo: bytes | None = None, **cabecalhos: str) -> bytes:
    titulos_ = {nome.replace("_", "-"): valor for nome, valor in cabecalhos.items()}
    pedido = urllib.request.Request(endereco, data=corpo, headers=titulos_)  # noqa: S310 - só 127.0.0.1
    with urllib.request.urlopen(pedido, timeout=20) as resposta:  # noqa: S310 - só 127.0.0.1
        conteudo: bytes = resposta.read()
        return conteudo


def chamar(servidor: Servidor, operacao: str, nome: str, dados: bytes | None = None, **cabecalhos: str) -> Documento:
    """Chama a operação e lê o XML que veio dentro do envelope."""
    parametros = {"userArq": nome} | ({} if dados is None else {"userDados": dados.decode("iso-8859-1")})
    credencial = base64.b64encode(b"recife:segredo").decode()
    padrao = {"SOAPAction": acao(operacao, uf="PE"), "Content_Type": "text/xml", "Authorization": f"Basic {credencial}"}
    conteudo = abrir(servidor.soap, montar_pedido(operacao, parametros, uf="PE"), **(padrao | cabecalhos))
    return ler(ler_resposta(conteudo).encode("iso-8859-1"), nome)


def campos(documento: Documento, registro: str) -> list[dict[str, object]]:
    return [dict(lido.campos) for lido in documento.registros if lido.registro == registro]


def test_vida_inteira_de_um_titulo_por_soap(servidor: Servidor) -> None:
    resposta = chamar(servidor, "Remessa", NOME, em_xml(remessa(titulos("protestado", "espera_desistencia"))))
    assert (resposta.leiaute, resposta.achados) == ("protesto/resposta", ())
    assert campos(resposta, "comarca")[0]["registros_aceitos"] == 2
    confirmacao = chamar(servidor, "Confirmacao", "C5820203.261")
    assert (confirmacao.leiaute, confirmacao.achados) == ("protesto/confirmacao", ())
    assert [t["numero_protocolo"] for t in campos(confirmacao, "transacao")] == ["2600000001", "2600000002"]
    retorno = chamar(servidor, "Retorno", "R5821203.261")
    assert (retorno.leiaute, retorno.achados) == ("protesto/retorno", ())
    assert [t["tipo_ocorrencia"] for t in campos(retorno, "transacao")] == ["2"]
    andamento = chamar(servidor, "Andamento", "M0000203.261")
    assert {t["codigo_irregularidade"] for t in campos(andamento, "transacao")} == {"AA"}


def test_pedidos_por_soap(servidor: Servidor) -> None:
    chamar(servidor, "Remessa", NOME, em_xml(remessa(titulos("protestado", "espera_desistencia"))))
    (confirmacao,) = [p for p in servidor.cra.produzir(em=EM) if p.nome.startswith("C")]
    servidor.cra.produzir(em=depois(10))
    esperados = {
        ("Desistencia", "DP"): ["2028", "0000"],
        ("Cancelamento", "CP"): ["0000", "2013"],
        ("Autoriza_Cancelamento", "AC"): ["2016", "2013"],
        ("Autoriza_Desistencia", "AD"): ["2028", "2028"],
    }
    for (operacao, tipo), codigos in esperados.items():
        nome = f"{tipo}582{depois(11):%d%m.%y}1"
        resposta = chamar(servidor, operacao, nome, em_xml(pedir(tipo, confirmacao.conteudo), nome))
        assert [t["codigo_mensagem"] for t in campos(resposta, "titulo")] == codigos, operacao


def test_sem_dados_na_data_nao_e_erro(servidor: Servidor) -> None:
    for operacao, nome, codigo in (("Confirmacao", "C5820101.261", "0005"), ("Retorno", "R5820101.261", "0004")):
        resposta = chamar(servidor, operacao, nome)
        assert resposta.registros[0].campos["codigo_mensagem"] == codigo
    assert chamar(servidor, "Retorno", "retorno").registros[0].campos["codigo_mensagem"] == "0002"


def test_operacao_confere_o_tipo_do_nome(servidor: Servidor) -> None:
    resposta = chamar(servidor, "Desistencia", NOME, em_xml(remessa(titulos("pago"))))
    assert resposta.registros[0].campos["codigo_mensagem"] == "0002"


def test_sem_credencial_ou_com_a_errada(servidor: Servidor) -> None:
    for credencial in ("", "Bearer x", f"Basic {base64.b64encode(b'recife:outra').decode()}"):
        with pytest.raises(urllib.error.HTTPError) as erro:
            chamar(servidor, "Confirmacao", "C5820203.261", Authorization=credencial)
        assert erro.value.code == 401
        xml = ler_resposta(erro.value.read()).encode("iso-8859-1")
        assert ler(xml).registros[0].campos["codigo_mensagem"] == "0001"
        erro.value.close()


def test_operacao_que_nao_existe_e_envelope_quebrado(servidor: Servidor) -> None:
    with pytest.raises(FalhaDoServico, match="Apagar não existe"):
        chamar(servidor, "Apagar", NOME)
    with pytest.raises(urllib.error.HTTPError) as erro:
        abrir(servidor.soap, b"<oi>")
    assert erro.value.code == 500
    erro.value.close()


def test_wsdl_tem_as_operacoes(servidor: Servidor) -> None:
    wsdl = abrir(f"{servidor.soap}?wsdl").decode()
    for operacao in ("Remessa", "Confirmacao", "Retorno", "Desistencia", "Cancelamento", "Autoriza_Desistencia"):
        assert f'soapAction="urn:crape.cra21.com.br#{operacao}"' in wsdl
    assert f'location="{servidor.soap}"' in wsdl


def test_envio_simples_de_arquivo(servidor: Servidor) -> None:
    relatorio = ler(abrir(f"{servidor.endereco}/arquivos/{NOME}", remessa(titulos("pago"))))
    assert campos(relatorio, "comarca")[0]["codigo_municipio"] == RECIFE
    nomes = json.loads(abrir(f"{servidor.endereco}/processar?em=2026-03-05", b""))
    assert nomes == ["C5820203.261", "M5820203.261", "M5820403.261", "R5820503.261"]
    assert json.loads(abrir(f"{servidor.endereco}/arquivos")) == nomes
    retorno = ler(abrir(f"{servidor.endereco}/arquivos/R5820503.261"))
    assert [t["tipo_ocorrencia"] for t in campos(retorno, "transacao")] == ["1"]


def test_dia_pelo_cabecalho(servidor: Servidor) -> None:
    abrir(f"{servidor.endereco}/arquivos/{NOME}", remessa(titulos("pago")), X_Em="2026-03-09")
    assert json.loads(abrir(f"{servidor.endereco}/processar", b"", X_Em="2026-03-09"))[0] == "C5820903.261"


@pytest.mark.parametrize("caminho", ["arquivos/nada", "arquivos/..%2Fcontrole.json", "outra"])
def test_o_que_nao_ha(servidor: Servidor, caminho: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as erro:
        abrir(f"{servidor.endereco}/{caminho}")
    assert erro.value.code == 404
    erro.value.close()


def test_pagina_de_erro_no_lugar_do_envelope_nao_processa_nada(servidor: Servidor) -> None:
    conteudo = em_xml(remessa(titulos("pago")))
    with pytest.raises(urllib.error.HTTPError) as erro:
        chamar(servidor, "Remessa", NOME, conteudo, X_Falha="html")
    assert erro.value.code == 502
    assert ler(erro.value.read()).achados[0].codigo == "HTML_NO_LUGAR"
    erro.value.close()
    assert campos(chamar(servidor, "Remessa", NOME, conteudo), "comarca")[0]["codigo_mensagem"] == "0000"


def test_conexao_cortada_depois_de_gravar(servidor: Servidor) -> None:
    conteudo = em_xml(remessa(titulos("pago")))
    with pytest.raises((http.client.RemoteDisconnected, urllib.error.URLError)):
        chamar(servidor, "Remessa", NOME, conteudo, X_Falha="apos_gravar")
    assert chamar(servidor, "Remessa", NOME, conteudo).registros[0].campos["codigo_mensagem"] == "1001"


def test_fila_de_falhas(servidor: Servidor) -> None:
    abrir(f"{servidor.endereco}/falhas", b"falta\nvazio\nerro\n")
    with pytest.raises(FalhaDoServico, match="indisponível"):
        chamar(servidor, "Confirmacao", "C5820203.261")
    with pytest.raises(EnvelopeIlegivel):
        chamar(servidor, "Confirmacao", "C5820203.261")
    with pytest.raises(urllib.error.HTTPError) as erro:
        chamar(servidor, "Confirmacao", "C5820203.261")
    assert erro.value.code == 500
    erro.value.close()
    assert chamar(servidor, "Confirmacao", "C5820203.261").registros[0].campos["codigo_mensagem"] == "0005"


@pytest.mark.parametrize(
    ("falha", "trecho"),
    [
        ("html_200", b"<html>"),
        ("falta_do_cliente", b"SOAP-ENV:Client"),
        ("sem_acesso", b"0001"),
        ("total_errado", b"total_registros&gt;77"),
        ("zero", b"total_registros&gt;0"),
    ],
)
def test_falhas_que_vem_com_situacao_200(servidor: Servidor, falha: str, trecho: bytes) -> None:
    credencial = base64.b64encode(b"recife:segredo").decode()
    dados = em_xml(remessa(titulos("pago"))).decode("iso-8859-1")
    pedido = montar_pedido("Remessa", {"userArq": NOME, "userDados": dados}, uf="PE")
    corpo = abrir(f"{servidor.soap}?falha={falha}", pedido, Authorization=f"Basic {credencial}")
    assert trecho in corpo


def test_consultas_do_simulador(servidor: Servidor) -> None:
    chamar(servidor, "Remessa", NOME, em_xml(remessa(titulos("pago"))))
    credencial = base64.b64encode(b"recife:segredo").decode()

    def perguntar(operacao: str, **parametros: str) -> str:
        pedido = montar_pedido(operacao, parametros, uf="PE")
        return ler_resposta(abrir(servidor.soap, pedido, Authorization=f"Basic {credencial}"))

    assert "2600000001" in perguntar("Consulta", nossoNumero="CDA6060", numeroTitulo="2026/0")
    assert perguntar("Consulta", nossoNumero="OUTRO", numeroTitulo="x") == "<consulta></consulta>"
    assert "<base64>" in perguntar("Instrumento", userDados="<instrumento><protocolo>1</protocolo></instrumento>")
    assert "0004" in perguntar("Instrumento", userDados="nada")
