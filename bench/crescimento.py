"""Crescimento: o tempo de cada número em três tamanhos, cada um dez vezes o anterior.

A razão é o expoente do tempo em função do tamanho (inclinação da reta nos logaritmos): 1 é linear, 2 é quadrático. A
base é o tempo que o tamanho maior levaria se crescesse na proporção do menor.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from math import log
from statistics import linear_regression, median
from typing import Any

from ambiente import ambiente
from comparacao import CORRIDA_LONGA, CORRIDAS, contar
from promessa import Promessa

#: Os números que crescem com o tamanho; o da API é de chamadas, que não mudam de tamanho.
NUMEROS = ("recepcao", "validacao", "remessa", "retorno")
#: O maior tamanho sobre cada um dos medidos.
_PARTES = (100, 10, 1)


def medir(tamanho: int = 1_000_000, *, medidas: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Uma linha por número; `medidas` traz linhas já medidas, que se aproveitam."""
    prontas = {(linha["nome"], linha["tamanho"]): linha for linha in medidas}
    return [_linha(nome, tamanho, prontas) for nome in NUMEROS]


def _linha(nome: str, tamanho: int, prontas: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    tamanhos = sorted({max(1, tamanho // parte) for parte in _PARTES})
    corridas = [_corrida(nome, cada, prontas) for cada in tamanhos]
    tempos = [corrida["segundos"] for corrida in corridas]
    expoente = expoente_de(tamanhos, tempos)
    promessa = Promessa(nome=f"crescimento:{nome}", base="linear a partir do menor", deve=1.1, alvo=1.0)
    return {
        "nome": promessa.nome,
        "tamanho": tamanho,
        "segundos": tempos[-1],
        "base_segundos": round(tempos[0] * tamanho / tamanhos[0], 3),
        "razao": round(expoente, 3),
        "deve": promessa.deve,
        "alvo": promessa.alvo,
        "melhor": promessa.melhor,
        "passou": promessa.cumpre(expoente, 0),
        "memoria_mb": corridas[-1]["memoria_mb"],
        "base": promessa.base,
        "por_tamanho": dict(zip(map(str, tamanhos), tempos, strict=True)),
    }


def expoente_de(tamanhos: Sequence[int], tempos: Sequence[float]) -> float:
    """A inclinação da reta que passa mais perto dos pontos, em logaritmos."""
    return linear_regression([log(n) for n in tamanhos], [log(t) for t in tempos]).slope


def _corrida(nome: str, tamanho: int, prontas: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    if pronta := prontas.get((nome, tamanho)):
        return pronta
    modulo = import_module(nome)
    if not hasattr(modulo, "preparar"):
        medida: dict[str, Any] = modulo.medir(tamanho)
        return medida
    with ambiente(nome, tamanho) as lugar:
        lugar.preparar()
        return _mediana(partial(lugar.correr, "nossa"), f"{nome} {tamanho}")


def _mediana(correr: partial[dict[str, Any]], quem: str) -> dict[str, Any]:
    corridas = [correr()]
    while len(corridas) < CORRIDAS and corridas[0]["segundos"] < CORRIDA_LONGA:
        corridas.append(correr())
    segundos = round(median(corrida["segundos"] for corrida in corridas), 3)
    contar(f"{quem}: {segundos} s")
    return {"segundos": segundos, "memoria_mb": max(corrida["memoria_mb"] for corrida in corridas)}
