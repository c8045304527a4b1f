"""Adianta um iterador: enquanto o banco grava uma fatia, a seguinte já está sendo lida e julgada."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def adiantar(origem: Iterable[T], *, folga: int = 1) -> Iterator[T]:
    """Os mesmos elementos, na mesma ordem, até `folga` deles prontos antes da hora.

    A exceção da origem aparece no lugar em que ocorreu; quem desiste no meio não deixa a outra linha presa.
    """
    fila: queue.Queue[tuple[T | None, BaseException | None, bool]] = queue.Queue(folga)
    parar = threading.Event()

    def entregar(recado: tuple[T | None, BaseException | None, bool]) -> None:
        while not parar.is_set():
            try:
                return fila.put(recado, timeout=0.2)
            except queue.Full:
                continue

    def produzir() -> None:
        try:
            for elemento in origem:
                entregar((elemento, None, False))
                if parar.is_set():
                    return
            entregar((None, None, True))
        except BaseException as erro:  # noqa: BLE001 - atravessa para a linha de quem consome
            entregar((None, erro, True))

    linha = threading.Thread(target=produzir, name="adiantamento", daemon=True)
    linha.start()
    try:
        while True:
            elemento, erro, fim = fila.get()
            if erro is not None:
                raise erro
            if fim:
                return
            yield elemento  # type: ignore[misc]
    finally:
        parar.set()
        linha.join()
