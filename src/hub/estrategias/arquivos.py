"""Arquivos de remessa: quem vê um, o vê inteiro."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO


class Destino(RawIOBase):
    """Um arquivo sendo escrito, com o resumo do que já foi."""

    def __init__(self, saida: BinaryIO) -> None:
        self._saida, self._resumo = saida, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, parte: Any) -> int:
        self._resumo.update(parte)
        return self._saida.write(parte)

    @property
    def sha256(self) -> str:
        return self._resumo.hexdigest()


@contextmanager
def gravando(destino: Path) -> Iterator[Destino]:
    """Grava ao lado e, se deu certo, leva ao disco e troca de nome: quem vê o arquivo o vê inteiro."""
    provisorio = destino.with_name(f"{destino.name}.parcial")
    try:
        with provisorio.open("wb") as saida:
            yield Destino(saida)
            saida.flush()
            os.fsync(saida.fileno())
        provisorio.replace(destino)
    finally:
        provisorio.unlink(missing_ok=True)
