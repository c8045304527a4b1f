"""O que se confere de um CSV antes de ler: separador, cabeçalho, contagem de linhas e fim inteiro."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
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
    """Uma passada rápida pelo arquivo."""

    #: fins de linha
    linhas: int
    aspas: int
    #: a última linha física com algo
    cauda: bytes
    #: o arquivo acaba sem fim de linha
    sem_fim: bool
    #: há algo além de espaço depois do cabeçalho
    tem_dados: bool


def contar(caminho: Path, codificacao: Codificacao, comeco: Comeco) -> Contagem:
    """Conta linhas e aspas depois do cabeçalho, sem guardar o arquivo."""
    fim_de_linha = 13 if comeco.so_cr else 10
    pular, linhas, aspas, tem_dados, cauda = comeco.inicio, 0, 0, False, b""
    for trecho, _ in trechos(caminho, codificacao, tamanho=MIB):
        corpo, pular = trecho[pular:], max(0, pular - len(trecho))
        fins, abertas = contar_octetos(corpo, fim_de_linha, ord('"'))
        linhas, aspas = linhas + fins, aspas + abertas
        tem_dados = tem_dados or bool(corpo.strip(b" \t\r\n\x1a"))
        cauda = (cauda + corpo)[-_CABECA:]
    quebra = bytes([fim_de_linha])
    sem_fim = bool(cauda) and not cauda.endswith(quebra)
    ultima = cauda.rstrip(b"\r\n").rpartition(quebra)[2]
    return Contagem(linhas=linhas + sem_fim, aspas=aspas, cauda=ultima, sem_fim=sem_fim, tem_dados=tem_dados)


def termina_aberto(contagem: Contagem, comeco: Comeco, codificacao: Codificacao) -> bool:
    """O arquivo acaba dentro de um campo com aspas: são ímpares, e a última linha tem colunas a menos.

    Se há fim de linha depois dela, ainda precisa ter aspa aberta: pode ser só uma linha ruim.
    """
    texto = codificacao.decodificar(contagem.cauda)
    if contagem.aspas % 2 == 0 or texto.count(comeco.separador) >= len(comeco.nomes) - 1:
        return False
    try:
        next(csv.reader([texto], delimiter=comeco.separador, strict=True))
    except csv.Error:
        return True
    return contagem.sem_fim
