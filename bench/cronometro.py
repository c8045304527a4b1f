"""Tempo de um trecho e pico de memória de um processo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any


class Cronometro:
    """O que se mediu."""

    #: segundos do trecho
    segundos: float = 0.0
    #: pico de memória residente do processo no fim do trecho, em MB
    memoria_mb: int = 0

    def com(self, **contas: Any) -> dict[str, Any]:
        """A resposta de uma corrida: as medidas e as contas dela."""
        return {"segundos": self.segundos, "memoria_mb": self.memoria_mb, **contas}


@contextmanager
def cronometro() -> Iterator[Cronometro]:
    """Mede o bloco; o que vem antes e depois dele no processo não conta no tempo."""
    medida, inicio = Cronometro(), perf_counter()
    yield medida
    medida.segundos = perf_counter() - inicio
    medida.memoria_mb = pico_de_memoria()


def pico_de_memoria(processo: int | str = "self") -> int:
    """Pico de memória residente do processo, em MB.

    Vem de /proc e não de `getrusage`, cujo valor um processo recém-criado herda de quem o criou.
    """
    linhas = Path("/proc", str(processo), "status").read_text(encoding="ascii", errors="replace").splitlines()
    (kilobytes,) = (linha.split()[1] for linha in linhas if linha.startswith("VmHWM"))
    return round(int(kilobytes) / 1024)
