"""Onde cortar um trecho de CSV: no último fim de linha fora de aspas, com as contas do que fica antes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Octetos = npt.NDArray[np.uint8]
Posicoes = npt.NDArray[np.int64]

_LF: Final = 10
_CR: Final = 13
_ASPAS: Final = 34
_PEDACO: Final = 128 << 10


@dataclass(frozen=True, kw_only=True)
class Corte:
    """Um trecho que termina em fim de registro."""

    #: bytes do trecho
    fim: int
    registros: int
    #: separadores fora de aspas
    separadores: int
    #: fins de linha, inclusive dentro de aspas
    linhas: int
    #: há aspas no trecho
    aspas: bool
    #: as aspas depois do trecho não seguem a RFC 4180 (ou não fecham): é o caminho lento que as lê
    malformado: bool
    #: linha física em que cada registro começa, contada de zero; None = uma por registro
    comecos: Posicoes | None


def cortar(dados: bytes, *, separador: int, final: bool) -> Corte:
    """Corta `dados` (que começa fora de aspas) no último fim de registro; `final` = não vem mais nada."""
    if b'"' in dados:
        return _com_aspas(np.frombuffer(dados, np.uint8), separador, final=final)
    fim = len(dados) if final else dados.rfind(b"\n") + 1
    linhas, separadores = contar_octetos(dados, _LF, separador, ate=fim)
    return Corte(
        fim=fim,
        registros=linhas + int(fim > 0 and dados[fim - 1] != _LF),
        separadores=separadores,
        linhas=linhas,
        aspas=False,
        malformado=False,
        comecos=None,
    )


def contar_octetos(dados: bytes, *valores: int, ate: int | None = None) -> tuple[int, ...]:
    """Quantas vezes cada valor aparece em `dados`, aos pedaços que cabem na memória rápida do processador."""
    octetos = np.frombuffer(dados, np.uint8, count=len(dados) if ate is None else ate)
    pedacos = [octetos[i : i + _PEDACO] for i in range(0, octetos.size, _PEDACO)]
    return tuple(sum(int(np.count_nonzero(pedaco == valor)) for pedaco in pedacos) for valor in valores)


def dentro_de_aspas(octetos: Octetos) -> Octetos:
    """1 onde o byte está dentro de aspas (a que abre, inclusive), pela paridade."""
    return np.bitwise_xor.accumulate((octetos == _ASPAS).view(np.uint8))


def _com_aspas(octetos: Octetos, separador: int, *, final: bool) -> Corte:
    dentro = dentro_de_aspas(octetos)
    errada = _primeira_errada(octetos, separador)
    if errada is None and final and dentro[-1]:
        errada = int(np.flatnonzero(octetos == _ASPAS)[-1])
    limite = octetos.size if errada is None else errada
    fins = np.flatnonzero((octetos[:limite] == _LF) & (dentro[:limite] == 0))
    fim = octetos.size if errada is None and final else int(fins[-1]) + 1 if fins.size else 0
    todos = np.flatnonzero(octetos[:fim] == _LF)
    registros = fins.size + int(fim > 0 and octetos[fim - 1] != _LF)
    return Corte(
        fim=fim,
        registros=registros,
        separadores=int(np.count_nonzero((octetos[:fim] == separador) & (dentro[:fim] == 0))),
        linhas=todos.size,
        aspas=True,
        malformado=errada is not None,
        comecos=None if todos.size == fins.size else _comecos(dentro, todos, registros),
    )


def _comecos(dentro: Octetos, fins_todos: Posicoes, registros: int) -> Posicoes:
    fora = np.flatnonzero(dentro[fins_todos] == 0)
    return np.concatenate([np.zeros(1, np.int64), fora + 1])[:registros]


def _primeira_errada(octetos: Octetos, separador: int) -> int | None:
    """A primeira aspa que abre no meio de um campo, ou fecha sem que o campo acabe; None = todas certas."""
    aspas = np.flatnonzero(octetos == _ASPAS)
    abrem, fecham = aspas[0::2], aspas[1::2]
    antes = octetos[np.maximum(abrem - 1, 0)]
    depois = octetos[np.minimum(fecham + 1, octetos.size - 1)]
    certas_abrem = (abrem == 0) | (antes == separador) | (antes == _LF)
    certas_fecham = (fecham == octetos.size - 1) | (depois == separador) | (depois == _LF) | (depois == _CR)
    escapadas = abrem[1:] == fecham[: abrem.size - 1] + 1
    certas_abrem[1:] |= escapadas
    certas_fecham[: escapadas.size] |= escapadas
    erradas = np.concatenate([abrem[~certas_abrem], fecham[~certas_fecham]])
    return int(erradas.min()) if erradas.size else None
