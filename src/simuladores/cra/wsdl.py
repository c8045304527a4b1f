"""As operações do serviço e o WSDL que ele publica: SOAP 1.1, RPC/encoded, tudo texto."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Operação de envio → tipo de arquivo que ela aceita.
ENVIOS: Final[Mapping[str, str]] = {
    "Remessa": "B",
    "Desistencia": "DP",
    "Cancelamento": "CP",
    "Autoriza_Cancelamento": "AC",
    "Autoriza_Desistencia": "AD",
}
#: Operação de download → tipo de arquivo que ela dá.
DOWNLOADS: Final[Mapping[str, str]] = {"Confirmacao": "C", "Retorno": "R", "Andamento": "M"}
#: Operação de consulta → parâmetros.
CONSULTAS: Final[Mapping[str, tuple[str, ...]]] = {
    "Instrumento": ("userDados",),
    "Consulta": ("nossoNumero", "numeroTitulo"),
}


def wsdl(uf: str, endereco: str) -> bytes:
    """O WSDL da CRA da unidade da federação, apontando para o endereço dado."""
    dominio = f"cra{uf.lower()}.cra21.com.br"
    operacoes = [*ENVIOS, *DOWNLOADS, *CONSULTAS]
    mensagens = "".join(_mensagens(operacao) for operacao in operacoes)
    portas = "".join(
        f'<operation name="{um}"><input message="tns:{um}Request"/><output message="tns:{um}Response"/></operation>'
        for um in operacoes
    )
    ligacoes = "".join(_ligacao(operacao, dominio) for operacao in operacoes)
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>'
        '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="{dominio}" targetNamespace="{dominio}">'
        f'{mensagens}<portType name="server.craPortType">{portas}</portType>'
        '<binding name="server.craBinding" type="tns:server.craPortType">'
        f'<soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>{ligacoes}</binding>'
        '<service name="server.cra"><port name="server.craPort" binding="tns:server.craBinding">'
        f'<soap:address location="{endereco}"/></port></service></definitions>'
    ).encode("iso-8859-1")


def _mensagens(operacao: str) -> str:
    parametros = CONSULTAS.get(operacao) or (["userArq", "userDados"] if operacao in ENVIOS else ["userArq"])
    partes = "".join(f'<part name="{nome}" type="xsd:string"/>' for nome in parametros)
    retorno = '<part name="return" type="xsd:string"/>'
    return f'<message name="{operacao}Request">{partes}</message><message name="{operacao}Response">{retorno}</message>'


def _ligacao(operacao: str, dominio: str) -> str:
    corpo = (
        f'<soap:body use="encoded" namespace="urn:{dominio}" '
        'encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/>'
    )
    return (
        f'<operation name="{operacao}"><soap:operation soapAction="urn:{dominio}#{operacao}" style="rpc"/>'
        f"<input>{corpo}</input><output>{corpo}</output></operation>"
    )
