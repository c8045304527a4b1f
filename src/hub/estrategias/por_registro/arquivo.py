"""O arquivo de uma remessa a um serviço que atende um registro por vez: uma linha JSON por registro, do hub."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any, Self


class Registros:
    """Os registros de um arquivo, que se leem adiante, trecho a trecho, uma vez só."""

    def __init__(self, caminho: Path) -> None:
        self._arquivo = caminho.open("rb")
        self._lidas = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._arquivo.close()

    def do_trecho(self, primeiro: int, ultimo: int) -> list[dict[str, Any]]:
        """Do `primeiro` ao `ultimo`, contados de um e os dois inclusive."""
        if primeiro <= self._lidas:
            self._arquivo.seek(0)
            self._lidas = 0
        linhas = list(islice(self._arquivo, primeiro - 1 - self._lidas, ultimo - self._lidas))
        self._lidas = ultimo
        return [json.loads(linha) for linha in linhas]
