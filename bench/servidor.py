"""Um servidor web de bench: sobe numa porta livre, espera estar pronto, e no fim encerra e diz quanta memória usou."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cronometro import pico_de_memoria

_ESPERA = 60.0
#: Segundos sem gastar processador, depois dos quais a árvore de processos acabou de subir.
_SOSSEGO = 0.5


def porta_livre() -> int:
    """Uma porta local que ninguém usa."""
    with socket.socket() as soquete:
        soquete.bind(("127.0.0.1", 0))
        return int(soquete.getsockname()[1])


@contextmanager
def servindo(comando: Sequence[str], *, porta: int, ambiente: Mapping[str, str], pasta: Path) -> Iterator[int]:
    """O número do processo principal do servidor, já atendendo. Levanta `TimeoutError` se ele não sobe."""
    processo = subprocess.Popen(  # noqa: S603 - comando nosso
        list(comando), env={**os.environ, **ambiente}, cwd=pasta, stdout=subprocess.DEVNULL
    )
    try:
        _esperar(processo, porta)
        _esperar_sossego(processo.pid)
        yield processo.pid
    finally:
        processo.send_signal(signal.SIGTERM)
        processo.wait(timeout=_ESPERA)


def _esperar(processo: subprocess.Popen[bytes], porta: int) -> None:
    limite = time.monotonic() + _ESPERA
    while time.monotonic() < limite and processo.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", porta), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("o servidor do bench não subiu; o motivo está acima, na saída de erro dele")


def _esperar_sossego(processo: int) -> None:
    """A porta responde quando o primeiro processo sobe; os outros ainda carregam, e disputariam a medida."""
    limite, antes = time.monotonic() + _ESPERA, -1
    while (gasto := sum(map(_processador, _arvore(processo)))) != antes and time.monotonic() < limite:
        antes = gasto
        time.sleep(_SOSSEGO)


def _processador(processo: int) -> int:
    """O que o processo já gastou de processador, no código dele e no do sistema, na unidade do núcleo."""
    # O nome do programa, entre parênteses, pode ter espaços; contam-se os campos depois dele.
    campos = Path("/proc", str(processo), "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(campos[11]) + int(campos[12])


def memoria_da_arvore(processo: int) -> int:
    """Soma dos picos de memória do processo e dos filhos dele, em MB."""
    return sum(map(pico_de_memoria, _arvore(processo)))


def _arvore(processo: int) -> list[int]:
    """O processo e os que descendem dele."""
    filhos = Path("/proc", str(processo), "task", str(processo), "children").read_text(encoding="ascii").split()
    return [processo, *(neto for filho in filhos for neto in _arvore(int(filho)))]
