"""Envelopes SOAP 1.1 do serviço do SPC Brasil: ler um pedido qualquer e escrever a resposta ou a falha.

O pedido é lido pelo nome local dos elementos, venha o prefixo que vier, e o que estiver no `Header` (há cliente que
manda WS-Security) não se olha. Documento com DTD é recusado.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

ESPACO: Final = "http://webservice.spc.insumo.spcjava.spcbrasil.org/"
_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_CABECA: Final = f'<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="{_SOAP}"><S:Body>'
_PE: Final = "</S:Body></S:Envelope>"


class Falha(Exception):
    """O que o serviço responde como `Fault`."""

    def __init__(self, codigo: str, texto: str) -> None:
        super().__init__(texto)
        self.codigo, self.texto = codigo, texto


@dataclass(kw_only=True)
class Elemento:
    """Um elemento pelo nome local."""

    nome: str
    #: o espaço de nomes declarado pelo prefixo dele; vazio se não há
    espaco: str = ""
    atributos: Mapping[str, str] = field(default_factory=dict)
    texto: str = ""
    filhos: list[Elemento] = field(default_factory=list)

    def achar(self, caminho: str) -> str:
        """O texto de `a/b`, ou o atributo de `a/b@c`; vazio se não há."""
        passos, _, atributo = caminho.partition("@")
        atual: Elemento | None = self
        for passo in passos.split("/"):
            atual = next((filho for filho in atual.filhos if filho.nome == passo), None) if atual else None
        if atual is None:
            return ""
        return (atual.atributos.get(atributo, "") if atributo else atual.texto).strip()


def ler_pedido(conteudo: bytes) -> Elemento:
    """A operação que está no `Body`; `Falha` do cliente se não é um envelope SOAP 1.1."""
    raiz = ler_elemento(conteudo)
    if (raiz.nome, raiz.espaco) != ("Envelope", _SOAP):
        raise Falha("S:VersionMismatch", "Não é um envelope SOAP 1.1")
    corpo = next((filho for filho in raiz.filhos if filho.nome == "Body"), None)
    if corpo is None or len(corpo.filhos) != 1:
        raise Falha("S:Client", "O Body tem de trazer uma operação")
    return corpo.filhos[0]


def ler_elemento(conteudo: bytes) -> Elemento:
    """A raiz de um XML; `Falha` do cliente se não se lê."""
    leitor = _Leitor()
    try:
        leitor.expat.Parse(conteudo, True)
    except expat.ExpatError as erro:
        raise Falha("S:Client", f"XML malformado: {expat.ErrorString(erro.code)}") from None
    if leitor.raiz is None:
        raise Falha("S:Client", "XML vazio")
    return leitor.raiz


def montar_resposta(operacao: str, partes: str) -> bytes:
    """O envelope da resposta, com o XML das partes já escapado."""
    corpo = f'<ns2:{operacao}Response xmlns:ns2="{ESPACO}">{partes}</ns2:{operacao}Response>'
    return f"{_CABECA}{corpo}{_PE}".encode()


def montar_falha(falha: Falha) -> bytes:
    """Um `Fault`, que vai com a situação 500."""
    textos = f"<faultcode>{escape(falha.codigo)}</faultcode><faultstring>{escape(falha.texto)}</faultstring>"
    return f"{_CABECA}<S:Fault>{textos}</S:Fault>{_PE}".encode()


def montar_texto(nome: str, texto: str) -> str:
    """Um elemento só com texto."""
    return f"<{nome}>{escape(texto)}</{nome}>"


def montar_itens(nome: str, itens: Iterable[Mapping[str, str]]) -> str:
    """Um elemento por item, com um filho por chave."""
    dentro = ("".join(montar_texto(chave, valor) for chave, valor in item.items()) for item in itens)
    return "".join(f"<{nome}>{filhos}</{nome}>" for filhos in dentro)


class _Leitor:
    def __init__(self) -> None:
        self.raiz: Elemento | None = None
        self.pilha: list[Elemento] = []
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.abrir
        self.expat.EndElementHandler = self.fechar
        self.expat.CharacterDataHandler = self.escrever
        self.expat.StartDoctypeDeclHandler = self.recusar

    def recusar(self, *_: object) -> None:
        raise Falha("S:Client", "O pedido traz DTD")

    def abrir(self, nome: str, atributos: dict[str, str]) -> None:
        espaco, _, local = nome.rpartition(" ")
        elemento = Elemento(nome=local, espaco=espaco, atributos=atributos)
        if self.pilha:
            self.pilha[-1].filhos.append(elemento)
        else:
            self.raiz = elemento
        self.pilha.append(elemento)

    def fechar(self, _nome: str) -> None:
        self.pilha.pop()

    def escrever(self, texto: str) -> None:
        self.pilha[-1].texto += texto
