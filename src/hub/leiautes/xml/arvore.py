"""XML → peças: os elementos conhecidos, na ordem, com seus textos e onde começam e acabam no conteúdo.

Usa o expat da biblioteca padrão, que dá a posição de cada elemento e por isso deixa guardar o arquivo sem perda.
DTD e entidade própria são recusadas antes de abertas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from hub.leiautes.achados import Achado, achar
from hub.leiautes.deteccao import DO_TIPO
from hub.leiautes.xml.tabelas import RAIZ, Elemento, Familia, elementos, raizes

_MARCA: Final = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
# O que se procura no arquivo inteiro não atravessa outra marca: senão o tempo cresceria com o quadrado do tamanho.
_DECLARACAO: Final = re.compile(rb"<\?xml[^<>]*+>", re.IGNORECASE)
_SIGLA: Final = re.compile(rb"<hd\s(?=[^<>]*?\bh07\s*+=\s*+[\"'](\w+))", re.IGNORECASE)
_VARIAS_RAIZES: Final = "junk after document element"
#: Quantos nomes desconhecidos se guardam por elemento.
_GUARDADOS: Final = 20
#: Registros e níveis de um XML: ele se lê inteiro na memória, e um elemento de cinco bytes pesa nela mil vezes isso.
REGISTROS, NIVEIS = 100_000, 100


@dataclass(kw_only=True, slots=True)
class Peca:
    """Um elemento conhecido."""

    elemento: Elemento
    #: Nome como está no arquivo.
    nome: str
    linha: int
    #: Primeiro byte do elemento, no conteúdo em UTF-8.
    inicio: int
    #: Byte seguinte ao que é só dele: a marca de abertura e as tags folha antes do primeiro elemento de dentro.
    fim: int
    #: Texto de cada atributo ou tag folha, pela origem em minúsculas.
    textos: dict[str, str] = field(default_factory=dict)
    desconhecidos: list[str] = field(default_factory=list)
    com_filhos: bool = False
    #: Fim da marca de abertura, se ela mesma fecha o elemento (`<tr …/>`).
    fecho: int | None = None


@dataclass(kw_only=True, slots=True)
class _Folha:
    nome: str
    partes: list[str] = field(default_factory=list)
    com_filhos: bool = False
    fecho: int | None = None


@dataclass(kw_only=True)
class Arvore:
    """O que se tirou do XML."""

    #: Nome do primeiro elemento.
    raiz: str = ""
    familia: Familia | None = None
    leiaute: str | None = None
    pecas: list[Peca] = field(default_factory=list)
    achados: list[Achado] = field(default_factory=list)


class _Recusado(Exception):
    """O XML não se lê mais; diz o código do achado."""

    def __init__(self, codigo: str) -> None:
        super().__init__(codigo)
        self.codigo = codigo


def ler_arvore(conteudo: bytes) -> Arvore:
    """As peças de um XML em UTF-8; malformado, dá as que vieram antes do defeito e um achado."""
    leitor = _Leitor(conteudo)
    try:
        leitor.ler(conteudo)
    except _Recusado as recusa:
        leitor.arvore.pecas.clear()
        leitor.arvore.achados.append(achar(recusa.codigo, linha=leitor.linha(), registros=REGISTROS, niveis=NIVEIS))
    except expat.ExpatError as erro:
        if _VARIAS_RAIZES in str(erro):
            return _ler_varias(conteudo, erro.lineno)
        leitor.arvore.achados.append(achar("XML_INVALIDO", linha=erro.lineno, motivo=expat.ErrorString(erro.code)))
    return leitor.arvore


def _ler_varias(conteudo: bytes, linha: int) -> Arvore:
    """Mais de uma raiz (o manual da CRA21 admite): lê tudo dentro de um elemento postiço, sem mudar as posições."""
    leitor = _Leitor(conteudo)
    achado = achar("XML_COM_VARIAS_RAIZES", linha=linha)
    sem_declaracoes = _DECLARACAO.sub(lambda casado: re.sub(rb"[^\r\n]", b" ", casado.group()), conteudo)
    try:
        leitor.ler(b"<_>" + sem_declaracoes + b"</_>", desvio=-3)
    except (expat.ExpatError, _Recusado):
        achado = achar("XML_INVALIDO", linha=linha, motivo=_VARIAS_RAIZES)
    leitor.arvore.achados.append(achado)
    return leitor.arvore


class _Leitor:
    """Ouve o expat e monta as peças."""

    def __init__(self, conteudo: bytes) -> None:
        self.conteudo = conteudo
        self.arvore = Arvore()
        self.conhecidos: dict[str, Elemento] = {}
        self.pilha: list[Peca | _Folha] = []
        self.desvio = 0
        casado = _SIGLA.search(conteudo)
        sigla = casado.group(1).decode().upper() if casado else ""
        self.sigla = sigla if sigla in DO_TIPO else ""
        self.expat = expat.ParserCreate("utf-8")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.abrir
        self.expat.EndElementHandler = self.fechar
        self.expat.CharacterDataHandler = self.texto
        self.expat.StartDoctypeDeclHandler = self.recusar
        self.expat.EntityDeclHandler = self.recusar

    def ler(self, conteudo: bytes, *, desvio: int = 0) -> None:
        self.desvio = desvio
        self.expat.Parse(conteudo, True)

    def linha(self) -> int:
        return self.expat.CurrentLineNumber

    def recusar(self, *_: object) -> None:
        raise _Recusado("XML_RECUSADO")

    def abrir(self, nome: str, atributos: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        chave = nome.casefold()
        if not self.arvore.raiz:
            self.arvore.raiz = nome
        de_cima = self.pilha[-1] if self.pilha else None
        if de_cima is not None:
            de_cima.com_filhos = de_cima.com_filhos or chave in self.conhecidos or isinstance(de_cima, _Folha)
        elemento = self._elemento(chave)
        inicio = self.expat.CurrentByteIndex + self.desvio
        fim = self._fim_da_marca(inicio)
        fecho = fim if self.conteudo[fim - 2 : fim] == b"/>" else None
        self._caber(len(self.pilha) < NIVEIS)
        if elemento is None:
            self.pilha.append(_Folha(nome=nome, fecho=fecho))
            return
        peca = Peca(elemento=elemento, nome=nome, linha=self.linha(), inicio=inicio, fim=fim, fecho=fecho)
        conhecidas = elemento.por_origem
        for atributo, valor in atributos.items():
            if atributo in conhecidas:
                peca.textos[atributo] = valor
            else:
                self._guardar(peca, atributo, valor)
        self.pilha.append(peca)
        if elemento.registro is not None:
            self.arvore.pecas.append(peca)
            self._caber(len(self.arvore.pecas) <= REGISTROS)

    def _caber(self, cabe: bool) -> None:  # noqa: FBT001 - a condição que se exige
        if not cabe:
            raise _Recusado("XML_GRANDE_DEMAIS")

    def _elemento(self, chave: str) -> Elemento | None:
        if self.arvore.familia is None:
            return self._reconhecer(chave)
        if chave in raizes() and not any(isinstance(item, Peca) for item in self.pilha):
            return self.conhecidos[RAIZ]
        return self.conhecidos.get(chave)

    def _reconhecer(self, chave: str) -> Elemento | None:
        """Na primeira raiz conhecida fixa a família; pedido com `hdb` dentro é o download do cartório."""
        if chave in raizes():
            familia, leiaute = raizes()[chave]
        elif self.sigla and not self.pilha and not self._tem_raiz_conhecida():
            familia, leiaute = "lotes", DO_TIPO[self.sigla]
        else:
            return None
        if familia == "pedido" and re.search(rb"<hdb[\s/>]", self.conteudo, re.IGNORECASE):
            familia = "baixa"
        self.arvore.familia, self.arvore.leiaute = familia, leiaute
        self.conhecidos = dict(elementos(familia, leiaute))
        return self.conhecidos[RAIZ]

    def _tem_raiz_conhecida(self) -> bool:
        nomes = "|".join(raizes()).encode()
        return re.search(rb"<(" + nomes + rb")[\s>]", self.conteudo, re.IGNORECASE) is not None

    def texto(self, texto: str) -> None:
        if self.pilha and isinstance(self.pilha[-1], _Folha):
            self.pilha[-1].partes.append(texto)

    def fechar(self, _nome: str) -> None:
        item = self.pilha.pop()
        fim = item.fecho or self._fim_da_marca(self.expat.CurrentByteIndex + self.desvio)
        if isinstance(item, Peca):
            item.fim = item.fim if item.elemento.abre else max(item.fim, fim)
            return
        pai = self.pilha[-1] if self.pilha else None
        if isinstance(pai, Peca) and not item.com_filhos:
            self._guardar(pai, item.nome, "".join(item.partes))
            pai.fim = pai.fim if pai.com_filhos else max(pai.fim, fim)

    def _guardar(self, peca: Peca, origem: str, texto: str) -> None:
        chave = origem.casefold()
        if chave in peca.elemento.por_origem:
            peca.textos.setdefault(chave, texto)
        elif peca.elemento.registro is not None and len(peca.desconhecidos) < _GUARDADOS and "xmlns" not in origem:
            peca.desconhecidos.append(origem)

    def _fim_da_marca(self, inicio: int) -> int:
        casado = _MARCA.match(self.conteudo, inicio)
        return casado.end() if casado else inicio
