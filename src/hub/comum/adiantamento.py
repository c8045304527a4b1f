"""Adianta um iterador: enquanto se grava um elemento, o seguinte já está sendo lido."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
#: O que marca o fim da origem.
_FIM = object()


def adiantar(origem: Iterable[T]) -> Iterator[T]:
    """Os mesmos elementos, na mesma ordem, com o seguinte sempre em preparo noutra linha de execução.

    A exceção da origem aparece no lugar em que ocorreu; quem desiste no meio espera só o elemento em preparo.
    """
    iterador = iter(origem)
    with ThreadPoolExecutor(1, thread_name_prefix="adiantamento") as linha:
        proximo = linha.submit(next, iterador, _FIM)
        while (elemento := proximo.result()) is not _FIM:
            proximo = linha.submit(next, iterador, _FIM)
            yield elemento  # type: ignore[misc]
