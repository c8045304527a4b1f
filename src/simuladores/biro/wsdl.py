"""O WSDL do serviço do SPC Brasil: SOAP 1.1, document/literal, com os elementos que os clientes públicos usam."""

from __future__ import annotations

from typing import Final

from simuladores.biro.soap import ESPACO

#: Operações de que se conhecem os elementos; as `…Mobile` existem no real e aqui não.
OPERACOES: Final = (
    *("incluirSpc", "excluirSpc"),
    *("listarNaturezaInclusao", "listarMotivoExclusao", "listarTipoDevedor"),
)


def wsdl(endereco: str) -> bytes:
    """O WSDL, apontando para o endereço dado; os dados de cada operação vão como `anyType`."""
    tipos = "".join(
        f'<xs:element name="{nome}" type="xs:anyType"/>'
        for operacao in OPERACOES
        for nome in (operacao, f"{operacao}Response")
    )
    mensagens = "".join(
        f'<message name="{nome}"><part name="parameters" element="tns:{nome}"/></message>'
        for operacao in OPERACOES
        for nome in (operacao, f"{operacao}Response")
    )
    portas = "".join(
        f'<operation name="{um}"><input message="tns:{um}"/><output message="tns:{um}Response"/></operation>'
        for um in OPERACOES
    )
    corpo = '<soap:body use="literal"/>'
    ligacoes = "".join(
        f'<operation name="{um}"><soap:operation soapAction=""/>'
        f"<input>{corpo}</input><output>{corpo}</output></operation>"
        for um in OPERACOES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{ESPACO}" targetNamespace="{ESPACO}">'
        f'<types><xs:schema targetNamespace="{ESPACO}">{tipos}</xs:schema></types>'
        f'{mensagens}<portType name="SpcWebService">{portas}</portType>'
        '<binding name="SpcWebServiceBinding" type="tns:SpcWebService">'
        f'<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{ligacoes}</binding>'
        '<service name="SpcWebService"><port name="SpcWebServicePort" binding="tns:SpcWebServiceBinding">'
        f'<soap:address location="{endereco}"/></port></service></definitions>'
    ).encode()
