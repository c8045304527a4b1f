"""Os envelopes do SPC Brasil (SOAP 1.1, document/literal): do campo de `campos.csv` ao XML, e o que volta.

O serviço não publica o XSD: o espaço de nomes só vai na operação, e o que está dentro dela vai sem prefixo, como os
clientes públicos escrevem [inferido].
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from lxml import etree

from hub.comum.textos import texto_de_xml
from hub.leiautes.erros import EnvelopeIlegivel

ESPACO: Final = "http://webservice.spc.insumo.spcjava.spcbrasil.org/"
_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
INCLUIR, EXCLUIR = "incluirSpc", "excluirSpc"
#: Nomes com que um item de lista diz o código e o rótulo; o XSD das listas não é público [inferido].
_CODIGOS: Final = ("id", "codigo")
_ROTULOS: Final = ("nome", "descricao")


@dataclass(frozen=True, kw_only=True)
class Campo:
    """Um campo de uma operação."""

    #: `a/b`, ou `a/b@atributo`
    caminho: str
    #: F ou J, quando só existe num tipo de pessoa; vazio = sempre
    quando: str
    obrigatorio: bool


@dataclass(frozen=True, kw_only=True)
class Resposta:
    """O que o serviço respondeu."""

    #: `faultcode` sem prefixo e `faultstring`; vazios quando não houve falta
    codigo: str
    falta: str
    #: código → rótulo, nas listas
    itens: Mapping[str, str]

    @property
    def fez(self) -> bool:
        return not self.codigo and not self.falta


@cache
def campos_da(operacao: str) -> tuple[Campo, ...]:
    """Os campos, na ordem do XML."""
    with files("hub.estrategias.spc_brasil").joinpath("campos.csv").open(encoding="utf-8") as arquivo:
        return tuple(
            Campo(caminho=linha["caminho"], quando=linha["quando"], obrigatorio=linha["obrigatorio"] == "S")
            for linha in csv.DictReader(arquivo)
            if linha["operacao"] == operacao
        )


def montar_pedido(operacao: str, valores: Mapping[str, str]) -> bytes:
    """O envelope de uma operação; `valores`: por caminho, só os que há."""
    envelope = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"S": _SOAP})
    corpo = etree.SubElement(envelope, f"{{{_SOAP}}}Body")
    raiz = etree.SubElement(corpo, f"{{{ESPACO}}}{operacao}", nsmap={"ns2": ESPACO})
    for campo in campos_da(operacao):
        if valor := valores.get(campo.caminho):
            _por(raiz, campo.caminho, valor)
    return etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)


def _por(raiz: etree._Element, caminho: str, valor: str) -> None:
    passos, _, atributo = caminho.partition("@")
    atual = raiz
    for passo in passos.split("/"):
        achado = atual.find(passo)
        atual = etree.SubElement(atual, passo) if achado is None else achado
    if atributo:
        atual.set(atributo, texto_de_xml(valor))
    else:
        atual.text = texto_de_xml(valor)


def ler_resposta(conteudo: bytes) -> Resposta:
    """O que há no `Body`, pelo nome local dos elementos. Levanta `EnvelopeIlegivel`; DTD é recusada."""
    leitor = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        raiz = etree.fromstring(conteudo, leitor)
    except etree.XMLSyntaxError as erro:
        raise EnvelopeIlegivel(motivo=str(erro.msg), inicio="") from None
    if raiz.getroottree().docinfo.internalDTD is not None or raiz.tag != f"{{{_SOAP}}}Envelope":
        raise EnvelopeIlegivel(motivo="não é um envelope SOAP 1.1", inicio="")
    operacao = next((um for corpo in raiz.iterchildren(f"{{{_SOAP}}}Body") for um in corpo.iterchildren("*")), None)
    if operacao is None:
        raise EnvelopeIlegivel(motivo="sem resposta", inicio="")
    if _local(operacao) == "Fault":
        partes = {_local(um): _texto(um) for um in operacao.iterchildren("*")}
        codigo = partes.get("faultcode", "").rpartition(":")[2] or "Server"
        return Resposta(codigo=codigo, falta=partes.get("faultstring", ""), itens={})
    return Resposta(codigo="", falta="", itens=_itens(operacao))


def _itens(operacao: etree._Element) -> dict[str, str]:
    itens = {}
    for elemento in operacao.iter("*"):
        partes = {_local(um): _texto(um) for um in elemento.iterchildren("*")} | {
            str(nome): str(valor) for nome, valor in elemento.attrib.items()
        }
        codigo = next((partes[nome] for nome in _CODIGOS if partes.get(nome)), "")
        if codigo:
            itens[codigo] = next((partes[nome] for nome in _ROTULOS if partes.get(nome)), "")
    return itens


def _local(elemento: etree._Element) -> str:
    return etree.QName(elemento).localname


def _texto(elemento: etree._Element) -> str:
    return " ".join("".join(str(parte) for parte in elemento.itertext()).split())
