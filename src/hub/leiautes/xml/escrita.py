"""Peças → XML: o feitio do hub para cada registro, e a volta ao texto original quando nada mudou."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from hub.leiautes.documento import RegistroLido
from hub.leiautes.erros import CampoForaDoLeiaute, RegistroDesconhecido, TextoLongoDemais
from hub.leiautes.valores import Valor
from hub.leiautes.xml.tabelas import ARQUIVO, HERDADOS, RAIZ, CampoXML, Elemento, elementos, familia_de_escrita
from hub.leiautes.xml.valores import Dinheiro, para_o_xml

#: A CRA21 pede ISO-8859-1 declarado, com conteúdo só ASCII.
DECLARACAO: Final = '<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>\n'
_CODIFICACAO: Final = re.compile(r"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""", re.IGNORECASE)
_RECUO: Final = "    "


@dataclass(frozen=True, kw_only=True)
class Pedaco:
    """O que se escreve de um registro: o que vem antes (fechos, quebras, recuo) e o elemento."""

    antes: str
    xml: str


def escrever_xml(nome: str, registros: Sequence[RegistroLido], *, dinheiro: Dinheiro = "decimal") -> bytes:
    """O XML dos registros, na ordem dada, com o texto original dos que não mudaram desde a leitura.

    Sem um registro `arquivo` na frente, acrescenta-o. Recusas: `RegistroDesconhecido`, `CampoForaDoLeiaute`,
    `TextoLongoDemais`.
    """
    if not registros or registros[0].registro != ARQUIVO:
        registros = [RegistroLido(registro=ARQUIVO, linha=0, campos={}), *registros]
    pedacos, final = pedacos_de(nome, registros, dinheiro=dinheiro)
    partes = []
    for registro, pedaco in zip(registros, pedacos, strict=True):
        partes.append(registro.antes if registro.antes is not None else pedaco.antes)
        partes.append(_original(registro) or pedaco.xml)
    depois = registros[-1].depois
    return codificar("".join(partes) + (depois if depois is not None else final))


def _original(registro: RegistroLido) -> str | None:
    """A marcação guardada na leitura, se os campos não mudaram desde então."""
    return registro.xml if registro.xml and registro.resumo == resumo_de(registro.campos) else None


def codificar(texto: str) -> bytes:
    """O texto na codificação que a declaração diz; sem declaração, UTF-8 (a do XML)."""
    declarada = _CODIFICACAO.search(texto[:200])
    try:
        return texto.encode(declarada.group(1) if declarada else "utf-8", "xmlcharrefreplace")
    except LookupError:
        return texto.encode("iso-8859-1", "xmlcharrefreplace")


def resumo_de(campos: Mapping[str, Valor]) -> str:
    """Impressão digital curta dos campos, para saber se mudaram desde a leitura."""
    texto = json.dumps(dict(campos), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def pedacos_de(
    nome: str, registros: Sequence[RegistroLido], *, dinheiro: Dinheiro = "decimal", conferir: bool = True
) -> tuple[list[Pedaco], str]:
    """Os pedaços de todos os registros e o fecho final, no feitio do hub. Sem `conferir`, não recusa texto longo."""
    raizes = [registro.campos.get("raiz") for registro in registros if registro.registro == ARQUIVO]
    raiz_lida = str(raizes[0]) if raizes and raizes[0] else None
    familia, raiz = familia_de_escrita(nome, raiz_lida, {registro.registro for registro in registros})
    escritor = _Escritor(nome, dict(elementos(familia, nome)), raiz, dinheiro=dinheiro, conferir=conferir)
    pedacos = [escritor.pedaco(registro) for registro in registros]
    return pedacos, escritor.fechar_ate(0) + "\n"


class _Escritor:
    """Mantém a pilha de elementos abertos."""

    def __init__(
        self, leiaute: str, conhecidos: dict[str, Elemento], raiz: str, *, dinheiro: Dinheiro, conferir: bool
    ) -> None:
        self.leiaute = leiaute
        self.conhecidos = conhecidos
        self.raiz = raiz
        self.dinheiro: Dinheiro = dinheiro
        self.conferir = conferir
        self.pilha: list[str] = []
        self.por_registro = {elemento.registro: elemento for elemento in conhecidos.values() if elemento.registro}

    def pedaco(self, registro: RegistroLido) -> Pedaco:
        elemento = self._elemento(registro)
        if elemento.nome == RAIZ:
            fechos = self.fechar_ate(0) + "\n" if self.pilha else DECLARACAO
            self.pilha = [RAIZ]
            return Pedaco(antes=fechos, xml=self._abrir(elemento, registro))
        antes = self._descer(elemento) + self._quebra()
        xml = self._abrir(elemento, registro)
        if elemento.abre:
            self.pilha.append(elemento.nome)
        return Pedaco(antes=antes, xml=xml)

    def _elemento(self, registro: RegistroLido) -> Elemento:
        elemento = self.por_registro.get(registro.registro)
        if elemento is None:
            conhecidos = ", ".join(self.por_registro)
            raise RegistroDesconhecido(leiaute=self.leiaute, registro=registro.registro, conhecidos=conhecidos)
        return elemento

    def _descer(self, elemento: Elemento) -> str:
        """Fecha o que não contém o elemento e abre os que só agrupam, até o pai mais fundo possível."""
        if not self.pilha:
            self.pilha = [RAIZ]
        caminho = self._caminho(elemento.pais)
        comum = 0
        while comum < min(len(caminho), len(self.pilha)) and caminho[comum] == self.pilha[comum]:
            comum += 1
        texto = self.fechar_ate(comum)
        for nome in caminho[comum:]:
            texto += self._quebra() + f"<{nome}>"
            self.pilha.append(nome)
        return texto

    def _caminho(self, pais: Sequence[str]) -> list[str]:
        """Da raiz ao pai: o primeiro pai já aberto, ou que só agrupa dentro de outro aberto."""
        for pai in pais:
            if pai in self.pilha:
                return self.pilha[: self.pilha.index(pai) + 1]
            elemento = self.conhecidos.get(pai.casefold())
            if elemento is not None and elemento.registro is None:
                return [*self._caminho(elemento.pais), pai]
        return [RAIZ]

    def fechar_ate(self, profundidade: int) -> str:
        texto = ""
        while len(self.pilha) > profundidade:
            nome = self.pilha.pop()
            texto += self._quebra() + f"</{self.raiz if nome == RAIZ else nome}>"
        return texto

    def _quebra(self) -> str:
        return "\n" + _RECUO * len(self.pilha)

    def _abrir(self, elemento: Elemento, registro: RegistroLido) -> str:
        """A marca de abertura com os atributos, as tags folha e, se nada vem dentro, o fecho."""
        nome = self.raiz if elemento.nome == RAIZ else elemento.nome
        textos = self._textos(elemento, registro)
        atributos = "".join(f" {um.origem}={quoteattr(t)}" for um, t in textos if um.por == "atributo")
        quebra = "\n" + _RECUO * (len(self.pilha) + (elemento.nome != RAIZ))
        tags = "".join(f"{quebra}<{um.origem}>{escape(t)}</{um.origem}>" for um, t in textos if um.por == "tag")
        if elemento.abre or elemento.nome == RAIZ:
            return f"<{nome}{atributos}>{tags}"
        return f"<{nome}{atributos}>{tags}{self._quebra()}</{nome}>" if tags else f"<{nome}{atributos}/>"

    def _textos(self, elemento: Elemento, registro: RegistroLido) -> list[tuple[CampoXML, str]]:
        onde = f"Registro {registro.registro} da linha {registro.linha}"
        self._conferir_nomes(elemento, registro, onde)
        recusar = self.conferir and _original(registro) is None
        textos = []
        for um in elemento.campos:
            valor = registro.campos.get(um.campo.nome)
            if valor is not None or (um.por == "atributo" and um.campo.nome in registro.campos):
                texto = para_o_xml(um, valor, dinheiro=self.dinheiro)
                textos.append((um, self._no_tamanho(um, texto, onde, recusar=recusar)))
        return textos

    def _conferir_nomes(self, elemento: Elemento, registro: RegistroLido, onde: str) -> None:
        proprios = {um.campo.nome for um in elemento.campos} | HERDADOS.get(registro.registro, set())
        sobra = [campo for campo in registro.campos if campo not in proprios]
        if sobra:
            conhecidos = ", ".join(sorted(proprios))
            raise CampoForaDoLeiaute(
                onde=onde, registro=registro.registro, leiaute=self.leiaute, campo=sobra[0], conhecidos=conhecidos
            )

    def _no_tamanho(self, um: CampoXML, texto: str, onde: str, *, recusar: bool) -> str:
        limite = um.campo.tamanho
        if um.campo.excesso == "recusa" and not recusar:
            return texto
        if not limite or len(texto) <= limite or um.campo.natureza in {"livre", "dinheiro", "instante"}:
            return texto
        if um.campo.excesso == "corta":
            return texto[:limite]
        raise TextoLongoDemais(
            onde=onde,
            campo=um.campo.nome,
            valor=texto[:80],
            tamanho=len(texto),
            limite=limite,
            leiaute=self.leiaute,
        )
