"""Onde cortar um trecho de CSV: no último fim de linha fora de aspas, com as contas do que fica antes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hub.recepcao.formatos.csv_varredura import ASPAS, CR, LF, Octetos, Posicoes, Varredura, varrer

_PEDACO: Final = 128 << 10
#: Até esta fração dos bytes entre aspas, vale olhar só para eles.
_POUCOS_ENTRE_ASPAS: Final = 1 / 8


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
    #: há campo vazio entre aspas
    vazios: bool
    #: há o caractere NUL
    nulos: bool
    #: as aspas depois do trecho não seguem a RFC 4180 (ou não fecham): é o caminho lento que as lê
    malformado: bool
    #: linha física em que cada registro começa, contada de zero; None = uma por registro
    comecos: Posicoes | None
    #: ordem dos registros em que pode haver branco na ponta de um campo ou caractere de controle; None = não se sabe
    sujos: Posicoes | None


def cortar(dados: bytes, *, separador: int, final: bool, utf8: bool) -> Corte:
    """Corta `dados` (que começa fora de aspas) no último fim de registro; `final` = não vem mais nada."""
    varredura = varrer(dados, separador=separador, utf8=utf8)
    errada = _primeira_errada(varredura, separador, final=final)
    dentro = varredura.entre_aspas(varredura.quebras)
    ate = np.searchsorted(varredura.quebras, varredura.octetos.size if errada is None else errada)
    fins = varredura.quebras[:ate][~dentro[:ate]]
    fim = len(dados) if errada is None and final else int(fins[-1]) + 1 if fins.size else 0
    linhas = int(np.searchsorted(varredura.quebras, fim))
    registros = fins.size + int(fim > 0 and dados[fim - 1] != LF)
    uma_por_registro = linhas == fins.size
    return Corte(
        fim=fim,
        registros=registros,
        separadores=_separadores(varredura, separador, fim=fim),
        linhas=linhas,
        aspas=bool(varredura.aspas.size and varredura.aspas[0] < fim),
        vazios=_ha_vazios(varredura, separador),
        nulos=not varredura.octetos[varredura.controles].all(),
        malformado=errada is not None,
        comecos=None if uma_por_registro else _comecos(dentro[:linhas], registros),
        sujos=_sujos(varredura, fins, fim=fim) if uma_por_registro else None,
    )


def contar_octetos(dados: bytes, *valores: int) -> tuple[int, ...]:
    """Quantas vezes cada valor aparece em `dados`, aos pedaços que cabem na memória rápida do processador."""
    octetos = np.frombuffer(dados, np.uint8)
    pedacos = [octetos[i : i + _PEDACO] for i in range(0, octetos.size, _PEDACO)]
    return tuple(sum(int(np.count_nonzero(pedaco == valor)) for pedaco in pedacos) for valor in valores)


def dentro_de_aspas(octetos: Octetos) -> Octetos:
    """1 onde o byte está dentro de aspas (a que abre, inclusive), pela paridade."""
    return np.bitwise_xor.accumulate((octetos == ASPAS).view(np.uint8))


def _separadores(varredura: Varredura, separador: int, *, fim: int) -> int:
    """Os separadores fora de aspas até `fim`, que está fora delas."""
    octetos, aspas = varredura.octetos, varredura.aspas
    todos = varredura.separadores - int(np.count_nonzero(octetos[fim:] == separador))
    ate = int(np.searchsorted(aspas, fim))
    abrem, tamanhos = aspas[0:ate:2], aspas[1:ate:2] - aspas[0:ate:2]
    if tamanhos.sum() > octetos.size * _POUCOS_ENTRE_ASPAS:
        return int(np.count_nonzero((octetos[:fim] == separador) & (dentro_de_aspas(octetos[:fim]) == 0)))
    # A posição de cada byte entre aspas: a ordem dele entre todos esses bytes, mais o que há fora antes.
    fora = abrem - (np.cumsum(tamanhos) - tamanhos)
    entre = np.repeat(fora.astype(np.int32), tamanhos)
    entre += np.arange(entre.size, dtype=np.int32)
    return todos - int(np.count_nonzero(octetos.take(entre) == separador))


def _ha_vazios(varredura: Varredura, separador: int) -> bool:
    """Se há aspas que abrem um campo e o fecham em seguida; as escapadas (`""`) não contam."""
    octetos, aspas = varredura.octetos, varredura.aspas
    pares = aspas[:-1][np.diff(aspas) == 1]
    antes, depois = octetos.take(np.maximum(pares - 1, 0)), octetos.take(np.minimum(pares + 2, octetos.size - 1))
    abrem = (pares == 0) | (antes == separador) | (antes == LF)
    fecham = (pares == octetos.size - 2) | (depois == separador) | (depois == LF) | (depois == CR)
    return bool((abrem & fecham).any())


def _comecos(dentro: npt.NDArray[np.bool_], registros: int) -> Posicoes:
    fora = np.flatnonzero(~dentro)
    return np.concatenate([np.zeros(1, np.int64), fora + 1])[:registros]


def _sujos(varredura: Varredura, fins: Posicoes, *, fim: int) -> Posicoes:
    sujos = varredura.sujos
    return np.unique(np.searchsorted(fins, sujos[sujos < fim]))


def _primeira_errada(varredura: Varredura, separador: int, *, final: bool) -> int | None:
    """A primeira aspa que abre no meio de um campo, fecha sem que o campo acabe ou não fecha; None = nenhuma."""
    octetos, aspas = varredura.octetos, varredura.aspas
    if not aspas.size:
        return None
    abrem, fecham = aspas[0::2], aspas[1::2]
    antes = octetos.take(np.maximum(abrem - 1, 0))
    depois = octetos.take(np.minimum(fecham + 1, octetos.size - 1))
    certas_abrem = (abrem == 0) | (antes == separador) | (antes == LF)
    certas_fecham = (fecham == octetos.size - 1) | (depois == separador) | (depois == LF) | (depois == CR)
    escapadas = abrem[1:] == fecham[: abrem.size - 1] + 1
    certas_abrem[1:] |= escapadas
    certas_fecham[: escapadas.size] |= escapadas
    erradas = np.concatenate([abrem[~certas_abrem], fecham[~certas_fecham]])
    if erradas.size:
        return int(erradas.min())
    return int(aspas[-1]) if final and aspas.size % 2 else None
