"""Envelopes SOAP 1.1 da CRA21: RPC/encoded, todo parâmetro e o retorno são texto (`xsd:string`).

O XML do arquivo vai como texto dentro do parâmetro `userDados`, com as entidades escapadas. O WSDL diz `userArq` e
`userDados`; o manual, `user_arq` e `user_dados`: quem lê aceita as duas grafias, quem escreve usa a do WSDL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from hub.leiautes.erros import EnvelopeIlegivel, FalhaDoServico

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_CODIFICADO: Final = "http://schemas.xmlsoap.org/soap/encoding/"
_CABECA: Final = (
    '<?xml version="1.0" encoding="ISO-8859-1"?>'
    f'<SOAP-ENV:Envelope SOAP-ENV:encodingStyle="{_CODIFICADO}" xmlns:SOAP-ENV="{_SOAP}" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<SOAP-ENV:Body>"
)
_PE: Final = "</SOAP-ENV:Body></SOAP-ENV:Envelope>"
#: Profundidade da operação (Envelope, Body, operação) e de seus parâmetros.
_OPERACAO, _PARAMETRO = 3, 4


@dataclass(frozen=True, kw_only=True)
class Chamada:
    """Uma operação com seus parâmetros, ou a resposta dela."""

    #: `Remessa`, `RemessaResponse`, `Fault`…
    operacao: str
    #: Parâmetros pelo nome em minúsculas e sem traço baixo (`userarq`, `userdados`, `return`).
    parametros: Mapping[str, str]


def acao(operacao: str, *, uf: str) -> str:
    """O valor do cabeçalho SOAPAction."""
    return f"urn:cra{uf.lower()}.cra21.com.br#{operacao}"


def montar_pedido(operacao: str, parametros: Mapping[str, str], *, uf: str) -> bytes:
    """O envelope de uma chamada."""
    return _montar(operacao, parametros, uf)


def montar_resposta(operacao: str, retorno: str, *, uf: str) -> bytes:
    """O envelope da resposta de uma operação."""
    return _montar(f"{operacao}Response", {"return": retorno}, uf)


def montar_falha(codigo: str, texto: str) -> bytes:
    """Um `Fault`, como o serviço responde a operação que não existe."""
    corpo = f"<faultcode>{escape(codigo)}</faultcode><faultstring>{escape(texto)}</faultstring>"
    return f"{_CABECA}<SOAP-ENV:Fault>{corpo}</SOAP-ENV:Fault>{_PE}".encode("iso-8859-1", "xmlcharrefreplace")


def _montar(operacao: str, parametros: Mapping[str, str], uf: str) -> bytes:
    textos = "".join(f'<{nome} xsi:type="xsd:string">{escape(valor)}</{nome}>' for nome, valor in parametros.items())
    corpo = f'<ns1:{operacao} xmlns:ns1="urn:cra{uf.lower()}.cra21.com.br">{textos}</ns1:{operacao}>'
    return f"{_CABECA}{corpo}{_PE}".encode("iso-8859-1", "xmlcharrefreplace")


def ler_envelope(conteudo: bytes) -> Chamada:
    """A operação e os parâmetros de um envelope; `EnvelopeIlegivel` se não é um, ou se traz DTD."""
    leitor = _Leitor()
    try:
        leitor.expat.Parse(conteudo, True)
    except expat.ExpatError as erro:
        raise EnvelopeIlegivel(motivo=expat.ErrorString(erro.code), inicio=_inicio(conteudo)) from None
    if leitor.raiz != "Envelope" or not leitor.operacao:
        raise EnvelopeIlegivel(motivo=f"a raiz é {leitor.raiz or 'vazia'}", inicio=_inicio(conteudo))
    return Chamada(operacao=leitor.operacao, parametros={nome: "".join(t) for nome, t in leitor.textos.items()})


def ler_resposta(conteudo: bytes) -> str:
    """O texto do retorno; `FalhaDoServico` se veio um `Fault`, `EnvelopeIlegivel` se não veio envelope."""
    chamada = ler_envelope(conteudo)
    if chamada.operacao == "Fault":
        raise FalhaDoServico(detalhe=chamada.parametros.get("faultstring", "sem descrição"))
    if not chamada.parametros:
        raise EnvelopeIlegivel(motivo="sem retorno", inicio=_inicio(conteudo))
    return chamada.parametros.get("return", next(iter(chamada.parametros.values())))


def _inicio(conteudo: bytes) -> str:
    return re.sub(r"\s+", " ", conteudo[:120].decode("iso-8859-1"))


class _Leitor:
    def __init__(self) -> None:
        self.raiz = ""
        self.operacao = ""
        self.textos: dict[str, list[str]] = {}
        self.pilha: list[str] = []
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.abrir
        self.expat.EndElementHandler = self.fechar
        self.expat.CharacterDataHandler = self.texto
        self.expat.StartDoctypeDeclHandler = self.recusar

    def recusar(self, *_: object) -> None:
        raise EnvelopeIlegivel(motivo="traz DTD", inicio="<!DOCTYPE")

    def abrir(self, nome: str, _atributos: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        self.pilha.append(nome)
        if len(self.pilha) == 1:
            self.raiz = nome
        elif len(self.pilha) == _OPERACAO and self.pilha[1] == "Body" and not self.operacao:
            self.operacao = nome
        elif len(self.pilha) == _PARAMETRO and self.pilha[1] == "Body":
            self.textos.setdefault(self._chave(), [])

    def fechar(self, _nome: str) -> None:
        self.pilha.pop()

    def texto(self, texto: str) -> None:
        if len(self.pilha) == _PARAMETRO and self.pilha[1] == "Body":
            self.textos[self._chave()].append(texto)

    def _chave(self) -> str:
        return self.pilha[-1].replace("_", "").casefold()
