"""O que se confere de um CSV antes de ler: separador, cabeçalho, contagem de linhas e fim inteiro."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import Final

from hub.recepcao.formatos.cabecalho import nome_normalizado
from hub.recepcao.formatos.csv_corte import contar_octetos
from hub.recepcao.formatos.limites import KIB, MIB
from hub.recepcao.formatos.texto import Codificacao, trechos

#: Onde o cabeçalho precisa caber.
_CABECA: Final = 256 * KIB
_SEPARADORES: Final = (";", ",", "\t", "|")
#: A primeira linha com que o Excel anota o separador.
_DICA_DO_EXCEL: Final = "sep="


@dataclass(frozen=True, kw_only=True)
class Comeco:
    """O cabeçalho de um CSV e onde os dados começam."""

    separador: str
    #: nomes das colunas, como vieram
    nomes: tuple[str, ...]
    #: linha física do cabeçalho
    linha: int
    #: bytes (depois da marca de ordem e da conversão de UTF-16) até o primeiro dado
    inicio: int
    #: linha física do primeiro dado
    linha_dos_dados: int
    #: os fins de linha são CR sozinhos
    so_cr: bool


def comeco_ler(caminho: Path, codificacao: Codificacao, *, conhecidos: Collection[str]) -> Comeco:
    """Lê o cabeçalho; o separador é o que dá mais nomes de `conhecidos` (normalizados)."""
    cabeca = next(trechos(caminho, codificacao, tamanho=_CABECA), (b"", 0))[0]
    so_cr = b"\n" not in cabeca and b"\r" in cabeca
    fisicas = (cabeca.replace(b"\r", b"\n") if so_cr else cabeca).split(b"\n")
    textos = [codificacao.decodificar(fisica) for fisica in fisicas]
    primeira = next((i for i, texto in enumerate(textos) if _tem_dado(texto)), 0)
    lidos = {separador: _registro(textos[primeira:], separador) for separador in _SEPARADORES}
    separador = max(_SEPARADORES, key=lambda s: _pontos(lidos[s][0], conhecidos))
    nomes, quantas = lidos[separador]
    ate = primeira + quantas
    return Comeco(
        separador=separador,
        nomes=tuple(nomes),
        linha=primeira + 1,
        inicio=min(len(cabeca), sum(len(fisica) + 1 for fisica in fisicas[:ate])),
        linha_dos_dados=ate + 1,
        so_cr=so_cr,
    )


def _tem_dado(texto: str) -> bool:
    return bool(texto.strip()) and not texto.lower().startswith(_DICA_DO_EXCEL)


def _registro(textos: list[str], separador: str) -> tuple[list[str], int]:
    leitor = csv.reader((texto.rstrip("\r") + "\n" for texto in textos), delimiter=separador)
    try:
        return next(leitor, []), leitor.line_num
    except csv.Error:
        return textos[0].split(separador), 1


def _pontos(nomes: list[str], conhecidos: Collection[str]) -> tuple[int, int]:
    return sum(nome_normalizado(nome) in conhecidos for nome in nomes), len(nomes)


@dataclass(frozen=True, kw_only=True)
class Contagem:
    """O que há depois do cabeçalho; só percorre o arquivo inteiro quem pede as contas."""

    caminho: Path
    codificacao: Codificacao
    comeco: Comeco

    @cached_property
    def tem_dados(self) -> bool:
        """Há algo além de espaço."""
        return any(corpo.strip(b" \t\r\n\x1a") for corpo in self._corpos())

    @property
    def linhas(self) -> int:
        """Linhas físicas."""
        return self._fins_e_aspas[0] + self.sem_fim

    @property
    def aspas(self) -> int:
        return self._fins_e_aspas[1]

    @property
    def sem_fim(self) -> bool:
        """O arquivo acaba sem fim de linha."""
        return bool(self._fim) and not self._fim.endswith(self._quebra)

    @property
    def cauda(self) -> bytes:
        """A última linha física com algo."""
        return self._fim.rstrip(b"\r\n").rpartition(self._quebra)[2]

    @property
    def _quebra(self) -> bytes:
        return b"\r" if self.comeco.so_cr else b"\n"

    def _corpos(self) -> Iterator[bytes]:
        pular = self.comeco.inicio
        for trecho, _ in trechos(self.caminho, self.codificacao, tamanho=MIB):
            corpo, pular = trecho[pular:], max(0, pular - len(trecho))
            yield corpo

    @cached_property
    def _fins_e_aspas(self) -> tuple[int, int]:
        fim_de_linha, fins, aspas = ord(self._quebra), 0, 0
        for corpo in self._corpos():
            destes, destas = contar_octetos(corpo, fim_de_linha, ord('"'))
            fins, aspas = fins + destes, aspas + destas
        return fins, aspas

    @cached_property
    def _fim(self) -> bytes:
        """Os últimos bytes; em UTF-16, só convertendo o arquivo se chega a eles."""
        if self.codificacao.larga:
            return reduce(lambda fim, corpo: (fim + corpo)[-_CABECA:], self._corpos(), b"")
        dados = self.codificacao.bom + self.comeco.inicio
        with self.caminho.open("rb") as arquivo:
            arquivo.seek(max(dados, arquivo.seek(0, os.SEEK_END) - _CABECA))
            return arquivo.read()


def termina_aberto(contagem: Contagem, comeco: Comeco, codificacao: Codificacao) -> bool:
    """O arquivo acaba dentro de um campo com aspas: são ímpares, e a última linha tem colunas a menos.

    Se há fim de linha depois dela, ainda precisa ter aspa aberta: pode ser só uma linha ruim.
    """
    texto = codificacao.decodificar(contagem.cauda)
    if texto.count(comeco.separador) >= len(comeco.nomes) - 1 or contagem.aspas % 2 == 0:
        return False
    try:
        next(csv.reader([texto], delimiter=comeco.separador, strict=True))
    except csv.Error:
        return True
    return contagem.sem_fim
