"""Envelope SOAP da CRA21: o XML do arquivo vai e volta como texto."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.leiautes.envelope import acao, ler_envelope, ler_resposta, montar_falha, montar_pedido, montar_resposta
from hub.leiautes.erros import EnvelopeIlegivel, FalhaDoServico


def test_pedido_leva_nome_e_dados_como_texto() -> None:
    pedido = montar_pedido("Remessa", {"userArq": "B5820203.261", "userDados": "<remessa a='1'/>"}, uf="PE")
    chamada = ler_envelope(pedido)
    assert chamada.operacao == "Remessa"
    assert chamada.parametros == {"userarq": "B5820203.261", "userdados": "<remessa a='1'/>"}
    assert acao("Remessa", uf="PE") == "urn:crape.cra21.com.br#Remessa"


def test_grafia_do_manual_e_cdata() -> None:
    pedido = (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header/><e:Body><x:Cancelamento>'
        b"<user_arq>CP5820203.261</user_arq><user_dados><![CDATA[<cancelamento/>]]></user_dados>"
        b"</x:Cancelamento></e:Body></e:Envelope>"
    )
    assert ler_envelope(pedido).parametros == {"userarq": "CP5820203.261", "userdados": "<cancelamento/>"}


def test_resposta_vazia_e_falha() -> None:
    assert ler_resposta(montar_resposta("Retorno", "", uf="pe")) == ""
    with pytest.raises(FalhaDoServico, match="Operação Xyz não existe"):
        ler_resposta(montar_falha("SOAP-ENV:Client", "Operação Xyz não existe"))


@pytest.mark.parametrize(
    "conteudo",
    [b"", b"<html><body>502</body></html>", b"<e:Envelope><e:Body/>", b"nada", b"<!DOCTYPE a []><Envelope/>"],
)
def test_o_que_nao_e_envelope(conteudo: bytes) -> None:
    with pytest.raises(EnvelopeIlegivel):
        ler_resposta(conteudo)


@given(st.text(st.characters(codec="iso-8859-1", min_codepoint=32)))
def test_qualquer_texto_vai_e_volta(texto: str) -> None:
    assert ler_resposta(montar_resposta("Remessa", texto, uf="pe")) == texto
