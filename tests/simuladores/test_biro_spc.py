"""O SPC Brasil por HTTP de verdade, em 127.0.0.1: SOAP 1.1 com HTTP Basic, e falhas a pedido."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.leiautes.arquivo import ler
from simuladores.biro import SPC, documento_magico
from simuladores.biro.servidor import EnderecoRecusado, Servidor
from simuladores.biro.soap import ESPACO, Elemento, Falha, ler_pedido
from simuladores.biro.spc import JA_EXISTE, NAO_EXISTE

CREDENCIAL = f"Basic {base64.b64encode(b'recife:segredo').decode()}"
INSUMO = """
<insumoSpc>
  <tipo-pessoa>{pessoa}</tipo-pessoa>{quem}
  <data-compra>2025-01-10T00:00:00</data-compra>
  <data-vencimento>{vencimento}T00:00:00</data-vencimento>
  <codigo-tipo-devedor>C</codigo-tipo-devedor>
  <numero-contrato>{contrato}</numero-contrato>
  <valor-debito>812.40</valor-debito>
  <natureza-inclusao><id>104</id></natureza-inclusao>
  <endereco-pessoa>
    <cep>50050000</cep><logradouro>RUA DA AURORA</logradouro><bairro>BOA VISTA</bairro><numero>1</numero>
    <cidade nome="RECIFE"><estado sigla-uf="PE"/></cidade>
  </endereco-pessoa>
</insumoSpc>"""
EXCLUIR = """
<excluir>
  <tipo-pessoa>{pessoa}</tipo-pessoa>{quem}
  <data-vencimento>{vencimento}T00:00:00</data-vencimento>
  <numero-contrato>{contrato}</numero-contrato>
  <motivo-exclusao><id>1</id></motivo-exclusao>
</excluir>"""


@contextmanager
def no_ar(pasta: Path, **opcoes: Any) -> Iterator[Servidor]:
    feito = Servidor(SPC(pasta), **opcoes)
    linha = threading.Thread(target=feito.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    try:
        yield feito
    finally:
        feito.shutdown()
        feito.server_close()
        linha.join()


@pytest.fixture
def servidor(tmp_path: Path) -> Iterator[Servidor]:
    with no_ar(tmp_path, operadores={"recife": "segredo"}) as feito:
        yield feito


def envelope(operacao: str, dados: str = "", cabeca: str = "") -> bytes:
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns:web="{ESPACO}">{cabeca}<soapenv:Body><web:{operacao}>{dados}</web:{operacao}></soapenv:Body>'
        "</soapenv:Envelope>"
    ).encode()


def incluir(desfecho: str = "aceito", contrato: str = "2026/1", **trocas: str) -> bytes:
    return envelope("incluirSpc", _preencher(INSUMO, desfecho, contrato, trocas))


def excluir(desfecho: str = "aceito", contrato: str = "2026/1", **trocas: str) -> bytes:
    return envelope("excluirSpc", _preencher(EXCLUIR, desfecho, contrato, trocas))


def _preencher(modelo: str, desfecho: str, contrato: str, trocas: dict[str, str]) -> str:
    fisica = (
        f'<dados-pessoa-fisica><cpf numero="{documento_magico(desfecho)}"/><nome>FULANA</nome></dados-pessoa-fisica>'
    )
    padrao = {"pessoa": "F", "quem": fisica, "vencimento": "2025-04-10", "contrato": contrato}
    return modelo.format(**padrao | trocas)


def mandar(servidor: Servidor, corpo: bytes, caminho: str = "", **cabecalhos: str) -> tuple[int, bytes]:
    titulos = {nome.replace("_", "-"): valor for nome, valor in ({"Authorization": CREDENCIAL} | cabecalhos).items()}
    pedido = urllib.request.Request(servidor.soap + caminho, data=corpo, headers=titulos)  # noqa: S310 - só 127.0.0.1
    try:
        with urllib.request.urlopen(pedido, timeout=20) as resposta:  # noqa: S310 - só 127.0.0.1
            return resposta.status, resposta.read()
    except urllib.error.HTTPError as erro:
        with erro:
            return erro.code, erro.read()


def pedir(servidor: Servidor, corpo: bytes, **cabecalhos: str) -> Elemento:
    """A resposta de uma chamada que dá certo."""
    situacao, conteudo = mandar(servidor, corpo, **cabecalhos)
    assert situacao == 200, conteudo
    return ler_pedido(conteudo)


def falha(servidor: Servidor, corpo: bytes) -> tuple[str, str]:
    """O `Fault` de uma chamada recusada."""
    situacao, conteudo = mandar(servidor, corpo)
    assert situacao == 500
    lida = ler_pedido(conteudo)
    assert lida.nome == "Fault"
    return lida.achar("faultcode"), lida.achar("faultstring")


def registros(servidor: Servidor) -> list[str]:
    with urllib.request.urlopen(f"{servidor.endereco}/registros", timeout=20) as resposta:  # noqa: S310 - só 127.0.0.1
        return [registro["contrato"] for registro in json.loads(resposta.read())]


def test_incluir_e_excluir(servidor: Servidor) -> None:
    resposta = pedir(servidor, incluir())
    assert (resposta.nome, resposta.espaco) == ("incluirSpcResponse", ESPACO)
    assert resposta.achar("sucesso") == "Registro inserido com sucesso"
    assert registros(servidor) == ["2026/1"]
    assert pedir(servidor, excluir()).achar("sucesso") == "Registro excluído com sucesso"
    assert registros(servidor) == []
    assert pedir(servidor, incluir()).achar("sucesso")


def test_pessoa_juridica(servidor: Servidor) -> None:
    cnpj = documento_magico("aceito", cnpj=True)
    quem = f'<dados-pessoa-juridica><cnpj numero="{cnpj}"/><razao-social>EMPRESA</razao-social></dados-pessoa-juridica>'
    pedir(servidor, incluir(pessoa="J", quem=quem))
    pedir(servidor, excluir(pessoa="J", quem=quem))


def test_registro_que_ja_existe_e_que_nao_existe(servidor: Servidor) -> None:
    pedir(servidor, incluir())
    assert falha(servidor, incluir()) == ("S:Server", JA_EXISTE)
    assert "já existe" in JA_EXISTE
    pedir(servidor, incluir(vencimento="2025-05-10"))
    pedir(servidor, incluir(contrato="2026/2"))
    assert falha(servidor, excluir(contrato="NADA")) == ("S:Server", NAO_EXISTE)
    assert falha(servidor, excluir(vencimento="2025-06-10")) == ("S:Server", NAO_EXISTE)
    assert len(registros(servidor)) == 3


def test_as_listas_de_codigos(servidor: Servidor) -> None:
    naturezas = pedir(servidor, envelope("listarNaturezaInclusao"))
    assert [(um.nome, um.achar("id")) for um in naturezas.filhos] == [
        ("natureza-inclusao", codigo) for codigo in ("1", "75", "104")
    ]
    assert naturezas.filhos[2].achar("nome") == "ATRASO DE PAGAMENTO"
    motivos = pedir(servidor, envelope("listarMotivoExclusao"))
    assert [um.achar("id") for um in motivos.filhos] == ["1", "2"]
    tipos = pedir(servidor, envelope("listarTipoDevedor"))
    assert [um.achar("codigo") for um in tipos.filhos] == ["C", "F"]


@pytest.mark.parametrize(
    ("de", "para", "texto"),
    [
        ("<valor-debito>812.40</valor-debito>", "", "não informado: valor-debito"),
        ("812.40", "812,40", "inválido no campo valor-debito: 812,40"),
        ("2025-04-10T00:00:00", "10/04/2025", "data-vencimento"),
        ("<id>104</id>", "<id>105</id>", "natureza-inclusao/id: 105"),
        (">C<", ">Z<", "codigo-tipo-devedor: Z"),
        (">F<", ">X<", "tipo-pessoa: X"),
        ("<cep>50050000</cep>", "<cep>50050-000</cep>", "endereco-pessoa/cep"),
        ("<nome>FULANA</nome>", "", "dados-pessoa-fisica/nome"),
        (f'numero="{documento_magico("aceito")}"', 'numero="11111111112"', "cpf@numero: 11111111112"),
        (f'numero="{documento_magico("aceito")}"', "", "não informado: dados-pessoa-fisica/cpf@numero"),
        ("insumoSpc", "insumo", "Falta o elemento insumoSpc"),
    ],
)
def test_pedido_com_defeito(servidor: Servidor, de: str, para: str, texto: str) -> None:
    codigo, dito = falha(servidor, incluir().replace(de.encode(), para.encode()))
    assert codigo == "S:Client"
    assert texto in dito
    assert registros(servidor) == []


def test_motivo_de_exclusao_que_nao_existe(servidor: Servidor) -> None:
    pedir(servidor, incluir())
    assert "motivo-exclusao/id: 9" in falha(servidor, excluir().replace(b"<id>1<", b"<id>9<"))[1]
    assert registros(servidor) == ["2026/1"]


@pytest.mark.parametrize(
    ("corpo", "codigo"),
    [
        (b"<oi>", "S:Client"),
        (b"<oi/>", "S:VersionMismatch"),
        (envelope("incluirSpcMobile"), "S:Client"),
        (incluir().replace(ESPACO.encode(), b"http://outro/"), "S:Client"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + incluir(), "S:Client"),
    ],
)
def test_o_que_nao_e_pedido(servidor: Servidor, corpo: bytes, codigo: str) -> None:
    assert falha(servidor, corpo)[0] == codigo


def test_cabecalho_ws_security_nao_atrapalha(servidor: Servidor) -> None:
    seguro = "<soapenv:Header><s:Security xmlns:s='urn:s'><s:UsernameToken/></s:Security></soapenv:Header>"
    assert pedir(servidor, envelope("listarTipoDevedor", cabeca=seguro)).filhos


def test_sem_credencial_ou_com_a_errada(servidor: Servidor) -> None:
    errada = base64.b64encode(b"recife:outra").decode()
    for credencial in ("", "Bearer x", f"Basic {errada}", "Basic ???"):
        assert mandar(servidor, incluir(), Authorization=credencial) == (401, b"")
    assert registros(servidor) == []


def test_wsdl(servidor: Servidor) -> None:
    with urllib.request.urlopen(f"{servidor.soap}?wsdl", timeout=20) as resposta:  # noqa: S310 - só 127.0.0.1
        wsdl = resposta.read().decode()
    assert f'targetNamespace="{ESPACO}"' in wsdl
    assert f'location="{servidor.soap}"' in wsdl
    for operacao in ("incluirSpc", "excluirSpc", "listarNaturezaInclusao", "listarMotivoExclusao", "listarTipoDevedor"):
        assert f'<operation name="{operacao}">' in wsdl


def test_o_documento_forca_a_recusa(servidor: Servidor) -> None:
    assert "não permitida" in falha(servidor, incluir("recusado"))[1]
    assert falha(servidor, incluir("ja_existe"))[1] == JA_EXISTE
    pedir(servidor, incluir("exclusao_recusada", "2026/9"))
    assert "Exclusão não permitida" in falha(servidor, excluir("exclusao_recusada", "2026/9"))[1]
    assert registros(servidor) == ["2026/9"]


def test_conexao_cortada_depois_de_gravar_e_o_repetido_ja_existe(servidor: Servidor) -> None:
    cortes = (http.client.RemoteDisconnected, urllib.error.URLError)
    with pytest.raises(cortes):
        mandar(servidor, incluir(), X_Falha="apos_gravar")
    assert falha(servidor, incluir())[1] == JA_EXISTE
    with pytest.raises(cortes):
        mandar(servidor, incluir("sem_resposta", "2026/2"))
    assert falha(servidor, incluir("sem_resposta", "2026/2"))[1] == JA_EXISTE
    with pytest.raises(cortes):
        mandar(servidor, excluir(), "?falha=apos_gravar")
    assert falha(servidor, excluir())[1] == NAO_EXISTE


def test_falhas_da_fila_nao_gravam(servidor: Servidor) -> None:
    fila = urllib.request.Request(f"{servidor.endereco}/falhas", data=b"html\n401\n500\n503\n")  # noqa: S310 - só 127.0.0.1
    urllib.request.urlopen(fila, timeout=20).close()  # noqa: S310 - só 127.0.0.1
    situacao, pagina = mandar(servidor, incluir())
    assert situacao == 200
    assert ler(pagina).achados[0].codigo == "HTML_NO_LUGAR"
    assert [mandar(servidor, incluir()) for _ in range(3)] == [(401, b""), (500, b""), (503, b"")]
    assert registros(servidor) == []
    assert pedir(servidor, incluir()).achar("sucesso")


def test_vazio_grava_e_nao_diz(servidor: Servidor) -> None:
    assert mandar(servidor, incluir(), X_Falha="vazio") == (200, b"")
    assert registros(servidor) == ["2026/1"]


def desistir(servidor: Servidor, falha: str) -> None:
    """Quem pede cansa de esperar."""
    cabecalhos = {"Authorization": CREDENCIAL, "X-Falha": falha}
    pedido = urllib.request.Request(servidor.soap, data=incluir(), headers=cabecalhos)  # noqa: S310 - só 127.0.0.1
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(pedido, timeout=0.5)  # noqa: S310 - só 127.0.0.1


def test_lento_passa_do_prazo_de_quem_espera_e_grava_depois(tmp_path: Path) -> None:
    with no_ar(tmp_path, demora=60.0) as servidor:
        desistir(servidor, "lento")
        assert registros(servidor) == []
        servidor.parando.set()
        assert _apareceu(servidor)


def test_demora_depois_de_gravar_passa_do_prazo_com_o_registro_na_base(tmp_path: Path) -> None:
    with no_ar(tmp_path, demora=60.0) as servidor:
        desistir(servidor, "demora_apos_gravar")
        assert _apareceu(servidor)
        assert falha(servidor, incluir())[1] == JA_EXISTE


def _apareceu(servidor: Servidor) -> bool:
    return any(registros(servidor) or threading.Event().wait(0.05) for _ in range(400))


def test_certificado_assinado_por_si_mesmo(tmp_path: Path) -> None:
    with no_ar(tmp_path, tls=True) as servidor:
        assert servidor.soap.startswith("https://127.0.0.1:")
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            mandar(servidor, incluir())
        confia = ssl.create_default_context(cafile=str(tmp_path / "certificado.pem"))
        pedido = urllib.request.Request(servidor.soap, data=incluir(), headers={"Authorization": CREDENCIAL})  # noqa: S310 - só 127.0.0.1
        with urllib.request.urlopen(pedido, timeout=20, context=confia) as resposta:  # noqa: S310 - só 127.0.0.1
            assert resposta.status == 200


def test_a_memoria_sobrevive_ao_servidor(tmp_path: Path) -> None:
    with no_ar(tmp_path) as servidor:
        pedir(servidor, incluir())
    with no_ar(tmp_path) as servidor:
        assert falha(servidor, incluir())[1] == JA_EXISTE


def test_so_atende_a_propria_maquina(tmp_path: Path) -> None:
    with pytest.raises(EnderecoRecusado, match=r"0\.0\.0\.0"):
        Servidor(SPC(tmp_path), endereco="0.0.0.0")  # noqa: S104 - é o que se recusa


@pytest.mark.parametrize("caminho", ["/nada", "/"])
def test_o_que_nao_ha(servidor: Servidor, caminho: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as erro:
        urllib.request.urlopen(servidor.endereco + caminho, timeout=20)  # noqa: S310 - só 127.0.0.1
    assert erro.value.code == 404
    erro.value.close()


def test_falha_diz_o_codigo_e_o_texto() -> None:
    with pytest.raises(Falha, match="uma operação"):
        ler_pedido(envelope("a").replace(b"</soapenv:Body>", b"<outra/></soapenv:Body>"))
