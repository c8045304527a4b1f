"""Lê arquivos JSON e JSON Lines objeto por objeto, sem guardar o arquivo na memória."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hub.recepcao.formatos.erros import ArquivoCortado, JsonMalformado, RegistroGrandeDemais
from hub.recepcao.formatos.json_exato import DECODIFICADOR
from hub.recepcao.formatos.limites import Limites, por_extenso
from hub.recepcao.formatos.texto import Codificacao, textos

_TRECHO: Final = 1 << 20
_NAO_BRANCO: Final = re.compile(r"[^ \t\r\n]")
#: Distância do fim do texto em que um erro pode ser só falta do resto.
_MARGEM: Final = 16
#: Se depois do erro há pontuação do JSON, o arquivo não acabou ali: está errado.
_PONTUACAO: Final = re.compile(r'[][{},:"]')
_MOTIVOS: Final = (
    ("Expecting value", "falta um valor, ou há vírgula sobrando"),
    ("Expecting ',' delimiter", "falta uma vírgula"),
    ("Expecting ':' delimiter", "faltam dois-pontos depois do nome do campo"),
    ("Expecting property name", "falta o nome de um campo entre aspas, ou há vírgula sobrando"),
    ("Illegal trailing comma", "há vírgula sobrando"),
    ("Invalid \\", "há uma barra invertida fora de lugar"),
    ("Unterminated", "faltam as aspas que fecham um texto"),
    ("Extra data", "há conteúdo depois do fim do objeto"),
)
_ANINHADO: Final = "há listas ou objetos aninhados demais"


@dataclass(frozen=True)
class LinhaRuim:
    """O que ficou no lugar de uma linha de JSON Lines que não se entende."""

    motivo: str


@dataclass(frozen=True, kw_only=True)
class Lugar:
    """Onde se está lendo, para as mensagens."""

    caminho: Path
    nome: str
    codificacao: Codificacao
    limites: Limites


#: Linha ou posição, objeto, bytes lidos até ali.
Lidos = Iterator[tuple[int, Any, int]]


class _Fita:
    """O texto do arquivo, com o que já passou descartado."""

    def __init__(self, lugar: Lugar) -> None:
        self._lugar = lugar
        self._trechos = textos(lugar.caminho, lugar.codificacao, tamanho=_TRECHO)
        self._linhas = 1
        self.texto = ""
        self.onde = 0
        self.lidos = 0

    @property
    def linha(self) -> int:
        """Linha física de onde se está."""
        return self._linhas + self.texto.count("\n", 0, self.onde)

    def mais(self) -> bool:
        """Descarta o que passou e traz mais um trecho; False no fim do arquivo."""
        if len(self.texto) - self.onde > self._lugar.limites.registro:
            limite = por_extenso(self._lugar.limites.registro)
            raise RegistroGrandeDemais(arquivo=self._lugar.nome, linha=self.linha, limite=limite)
        trecho, self.lidos = next(self._trechos, ("", self.lidos))
        self._linhas, self.texto, self.onde = self.linha, self.texto[self.onde :] + trecho, 0
        return bool(trecho)

    def sinal(self) -> str:
        """O próximo caractere que não é espaço, sem consumi-lo; vazio no fim."""
        while True:
            if cheio := _NAO_BRANCO.search(self.texto, self.onde):
                self.onde = cheio.start()
                return cheio[0]
            self.onde = len(self.texto)
            if not self.mais():
                return ""

    def valor(self) -> Any:
        """O próximo valor JSON inteiro."""
        while True:
            try:
                valor, fim = DECODIFICADOR.raw_decode(self.texto, self.onde)
            except json.JSONDecodeError as erro:
                aberto, adiante = erro.msg.startswith("Unterminated"), erro.pos - self.onde
                if (aberto or erro.pos > len(self.texto) - _MARGEM) and self.mais():
                    continue
                if aberto or not _PONTUACAO.search(erro.doc, erro.pos):
                    raise self.cortado() from erro
                raise self.recusa(_motivo(erro), adiante) from erro
            except RecursionError as erro:
                raise self.recusa(_ANINHADO) from erro
            if fim == len(self.texto) and not isinstance(valor, dict) and self.mais():
                continue
            self.onde = fim
            return valor

    def cortado(self) -> ArquivoCortado:
        """O arquivo acabou antes da hora."""
        return ArquivoCortado(arquivo=self._lugar.nome, detalhe=f"na linha {self.linha}, sem fechar o JSON")

    def recusa(self, detalhe: str, adiante: int = 0) -> JsonMalformado:
        """O texto não é JSON, tantos caracteres adiante de onde se está."""
        self.onde += adiante
        return JsonMalformado(arquivo=self._lugar.nome, detalhe=detalhe, linha=self.linha)


def _motivo(erro: json.JSONDecodeError) -> str:
    return next((texto for comeco, texto in _MOTIVOS if erro.msg.startswith(comeco)), "erro de sintaxe")


def comeca_lista(lugar: Lugar) -> bool:
    """Se o JSON é uma lista."""
    return _Fita(lugar).sinal() == "["


def objetos_da_lista(lugar: Lugar) -> Lidos:
    """Os objetos de uma lista JSON, com a posição de cada um contada de 1."""
    fita = _Fita(lugar)
    fita.sinal()
    fita.onde += 1
    posicao = 0
    while fita.sinal() != "]" or posicao:
        valor = fita.valor()
        posicao += 1
        yield posicao, valor, fita.lidos
        sinal = fita.sinal()
        if sinal == "]":
            break
        if sinal != ",":
            raise fita.recusa("falta vírgula entre dois objetos da lista") if sinal else fita.cortado()
        fita.onde += 1
    fita.onde += 1
    if fita.sinal():
        raise fita.recusa("há conteúdo depois do fim da lista")


def objeto_unico(lugar: Lugar) -> Lidos:
    """O único objeto do arquivo."""
    fita = _Fita(lugar)
    fita.sinal()
    yield 1, fita.valor(), fita.lidos
    if fita.sinal():
        raise fita.recusa("há conteúdo depois do fim do objeto; vários objetos vão numa lista, ou um por linha")


def objetos_das_linhas(lugar: Lugar) -> Lidos:
    """Um objeto por linha, com a linha física; a que não se entende vem como `LinhaRuim`."""
    resto, linha, lidos = "", 0, 0
    for trecho, lidos in textos(lugar.caminho, lugar.codificacao, tamanho=_TRECHO):
        *inteiras, resto = (resto + trecho).split("\n")
        for texto in inteiras:
            linha += 1
            if texto.strip():
                yield linha, _da_linha(texto), lidos
        if len(resto) > lugar.limites.registro:
            limite = por_extenso(lugar.limites.registro)
            raise RegistroGrandeDemais(arquivo=lugar.nome, linha=linha + 1, limite=limite)
    if resto.strip():
        yield linha + 1, _da_linha(resto), lidos


def _da_linha(texto: str) -> Any:
    try:
        return DECODIFICADOR.decode(texto)
    except json.JSONDecodeError as erro:
        return LinhaRuim(motivo=_motivo(erro))
    except RecursionError:
        return LinhaRuim(motivo=_ANINHADO)
