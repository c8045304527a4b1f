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
#: As que duram poucos segundos se repetem até somar este tempo: a máquina oscila mais que o que se quer ver. As de
#: menos de um segundo são ensaios, e cinco bastam.
TEMPO_DE_MEDIDA, CORRIDA_MINIMA = 45.0, 1.0


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
    """Se ainda é preciso outra volta: uma, quando passa de um minuto; cinco; ou mais, se duram poucos segundos."""
    segundos = [corrida["segundos"] for corrida in (*nossas, *bases)]
    if len(nossas) < CORRIDAS:
        return not any(cada >= CORRIDA_LONGA for cada in segundos)
    return min(segundos) >= CORRIDA_MINIMA and sum(segundos) < TEMPO_DE_MEDIDA


def _correr(lugar: Ambiente, papel: str) -> dict[str, Any]:
    corrida = lugar.correr(papel)
    contar(f"{lugar.nome} {lugar.tamanho}: {papel} {corrida['segundos']:.2f} s, {corrida['memoria_mb']} MB")
    return corrida


def _contas(corrida: dict[str, Any]) -> dict[str, Any]:
    return {chave: valor for chave, valor in corrida.items() if chave not in {"segundos", "memoria_mb"}}


def contar(recado: str) -> None:
    """Diz a quem espera em que pé está, na saída de erro."""
    Console(stderr=True, highlight=False).print(f"[dim]{recado}[/]")
