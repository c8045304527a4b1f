"""Corridas alternadas, nossa e da base, até a mediana se sustentar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from ambiente import Ambiente, ambiente
from promessa import Promessa

#: Corridas de cada lado quando uma dura menos que `CORRIDA_LONGA`; as longas valem sozinhas.
CORRIDAS = 5
CORRIDA_LONGA = 60.0


def comparar(promessa: Promessa, tamanho: int, *, variaveis: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A linha do relatório de um bench cujo módulo tem `preparar`, `nossa` e `base`."""
    with ambiente(promessa.nome, tamanho, variaveis) as lugar:
        contar(f"{promessa.nome} {tamanho}: preparando")
        extra = lugar.preparar()
        nossas: list[dict[str, Any]] = []
        bases: list[dict[str, Any]] = []
        while falta_corrida(nossas, bases):
            nossas.append(_correr(lugar, "nossa"))
            bases.append(_correr(lugar, "base"))
    return promessa.linha(tamanho, nossas, bases, **{**extra, **_contas(nossas[0])})


def falta_corrida(nossas: Sequence[dict[str, Any]], bases: Sequence[dict[str, Any]]) -> bool:
    """Se ainda é preciso outra volta: cinco, ou uma quando ela passa de um minuto."""
    longa = any(corrida["segundos"] >= CORRIDA_LONGA for corrida in (*nossas, *bases))
    return len(nossas) < CORRIDAS and not longa


def _correr(lugar: Ambiente, papel: str) -> dict[str, Any]:
    corrida = lugar.correr(papel)
    contar(f"{lugar.nome} {lugar.tamanho}: {papel} {corrida['segundos']:.2f} s, {corrida['memoria_mb']} MB")
    return corrida


def _contas(corrida: dict[str, Any]) -> dict[str, Any]:
    return {chave: valor for chave, valor in corrida.items() if chave not in {"segundos", "memoria_mb"}}


def contar(recado: str) -> None:
    """Diz a quem espera em que pé está, na saída de erro."""
    Console(stderr=True, highlight=False).print(f"[dim]{recado}[/]")
