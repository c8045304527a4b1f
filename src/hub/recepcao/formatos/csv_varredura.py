"""Uma passada pelos bytes de um trecho de CSV: tudo o que o corte e a limpeza precisam saber, antes de o ler."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

Octetos = npt.NDArray[np.uint8]
Posicoes = npt.NDArray[np.int64]

LF: Final = 10
CR: Final = 13
ASPAS: Final = 34
_ESPACO: Final = 32
_DEL: Final = 127
#: Em UTF-8, o byte que antecede os de controle de C1 e o espaço duro (U+0080 a U+00A0).
_ANTES_DE_C1: Final = 0xC2
_C1_E_ESPACO_DURO: Final = (0x80, 0xA0)
#: Cabe na memória rápida do processador.
_PEDACO: Final = 256 << 10
_NENHUMA: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Varredura:
    """Onde estão os bytes que contam, num trecho."""

    octetos: Octetos
    #: separadores, dentro ou fora de aspas
    separadores: int
    #: fins de linha (LF), dentro ou fora de aspas
    quebras: Posicoes
    aspas: Posicoes
    #: separadores com espaço ao lado, dentro ou fora de aspas (a posição é a do primeiro dos dois bytes)
    pontas: Posicoes
    #: caracteres de controle, DEL, C1 e espaço duro, salvo os fins de linha
    controles: Posicoes

    def entre_aspas(self, onde: Posicoes) -> npt.NDArray[np.bool_]:
        """Quais das posições estão dentro de aspas, pela paridade."""
        return _entre(self.aspas, onde)

    @cached_property
    def sujos(self) -> Posicoes:
        """Onde pode haver branco na ponta de um campo ou caractere de controle no meio; sem nenhum, não há."""
        vizinhos = [self._com_espaco_ao_lado(onde) for onde in (self.quebras, self.aspas)]
        extremos = [i for i in (0, self.octetos.size - 1) if self.octetos.size and self.octetos[i] == _ESPACO]
        de_campo = self.pontas[~self.entre_aspas(self.pontas)]
        return np.concatenate([self.controles, de_campo, *vizinhos, np.array(extremos, np.int64)])

    def _com_espaco_ao_lado(self, onde: Posicoes) -> Posicoes:
        antes = self.octetos.take(np.maximum(onde - 1, 0)) == _ESPACO
        depois = self.octetos.take(np.minimum(onde + 1, self.octetos.size - 1)) == _ESPACO
        return np.concatenate([onde[antes] - 1, onde[depois] + 1])


def _entre(aspas: Posicoes, onde: Posicoes) -> npt.NDArray[np.bool_]:
    if not aspas.size:
        return np.zeros(onde.size, np.bool_)
    dentro: npt.NDArray[np.bool_] = (np.searchsorted(aspas, onde) & 1).astype(np.bool_)
    return dentro


def varrer(dados: bytes, *, separador: int, utf8: bool) -> Varredura:
    """Varre aos pedaços; `utf8` = os bytes são UTF-8 (ou Windows-1252, em que U+0080 a U+00A0 são um byte só)."""
    octetos = np.frombuffer(dados, np.uint8)
    separadores, suspeitos = 0, [_NENHUMA]
    for inicio in range(0, octetos.size, _PEDACO):
        pedaco = octetos[inicio : inicio + _PEDACO]
        separadores += int(np.count_nonzero(pedaco == separador))
        seguintes = octetos[inicio + 1 : inicio + 1 + _PEDACO]
        suspeitos.append(np.flatnonzero(_suspeitos(pedaco, seguintes, separador)) + inicio)
    onde = np.concatenate(suspeitos)
    valores, seguintes = octetos.take(onde), octetos.take(np.minimum(onde + 1, octetos.size - 1))
    aspas, baixos = onde[valores == ASPAS], onde[valores < _ESPACO]
    controles = octetos.take(baixos)
    # A tabulação que separa não é controle; a que está entre aspas é.
    outros = baixos[(controles != LF) & ((controles != separador) | _entre(aspas, baixos))]
    espaco_depois = (valores == separador) & (seguintes == _ESPACO)
    espaco_antes = (valores == _ESPACO) & (seguintes == separador)
    return Varredura(
        octetos=octetos,
        separadores=separadores,
        quebras=baixos[controles == LF],
        aspas=aspas,
        pontas=onde[espaco_depois | espaco_antes],
        controles=np.concatenate([_sem_fim_de_linha(octetos, outros), *_altos(dados, octetos, utf8=utf8)]),
    )


def _suspeitos(pedaco: Octetos, seguintes: Octetos, separador: int) -> npt.NDArray[np.bool_]:
    """Abaixo do espaço, aspas, e separador ao lado de espaço; talvez outros poucos, que os valores afastam.

    Trocado o segundo bit, a aspa cai no lugar do espaço, e ele no dela; e poucos outros pares de bytes têm a soma de
    separador e espaço.
    """
    suspeitos: npt.NDArray[np.bool_] = (pedaco ^ np.uint8(ASPAS ^ _ESPACO)) <= _ESPACO
    pares = slice(0, seguintes.size)
    suspeitos[pares] |= pedaco[pares] + seguintes == (separador + _ESPACO) % 256
    return suspeitos


def _onde(dados: bytes, octetos: Octetos, valor: int) -> Posicoes:
    """As posições de um valor que muitas vezes não aparece."""
    if dados.find(valor) < 0:
        return _NENHUMA
    partes = [np.flatnonzero(octetos[i : i + _PEDACO] == valor) + i for i in range(0, octetos.size, _PEDACO)]
    return np.concatenate(partes)


def _sem_fim_de_linha(octetos: Octetos, controles: Posicoes) -> Posicoes:
    """Tira o CR de CRLF, que o leitor tira; mas não o que tem branco antes."""
    if not controles.size:
        return controles
    seguinte = octetos.take(np.minimum(controles + 1, octetos.size - 1))
    anterior = octetos.take(np.maximum(controles - 1, 0))
    restam: Posicoes = controles[(octetos[controles] != CR) | (seguinte != LF) | (anterior <= _ESPACO)]
    return restam


def _altos(dados: bytes, octetos: Octetos, *, utf8: bool) -> list[Posicoes]:
    """DEL, C1 e espaço duro."""
    menor, maior = _C1_E_ESPACO_DURO
    apagados = _onde(dados, octetos, _DEL)
    if not utf8:
        return [apagados, np.flatnonzero((octetos >= menor) & (octetos <= maior))]
    antes = _onde(dados, octetos, _ANTES_DE_C1)
    seguinte = octetos.take(np.minimum(antes + 1, octetos.size - 1)) if antes.size else octetos[:0]
    return [apagados, antes[(seguinte >= menor) & (seguinte <= maior)]]
