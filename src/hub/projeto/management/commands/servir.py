"""Portal, API, fila e, a pedido, os simuladores: um comando, vários processos, um só fim."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.projeto.base import Comando


class Command(Comando):
    help = "Serve o portal, a API e a fila; com --simuladores, também a CRA simulada."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--porta", type=int, default=8000)
        parser.add_argument("--endereco", default="127.0.0.1")
        parser.add_argument("--processos", type=int, default=2, help="processos web")
        parser.add_argument("--simuladores", action="store_true")

    def fazer(self, *, porta: int, endereco: str, processos: int, simuladores: bool, **_: Any) -> dict[str, Any]:
        comandos = {
            "portal e API": _web(endereco, porta, processos),
            "fila": [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"],
        }
        if simuladores:
            comandos["CRA simulada"] = [sys.executable, "-m", "simuladores.cra", "servir", "--porta", str(porta + 1)]
        Console(stderr=True).print(
            f"Portal em [bold]http://{endereco}:{porta}/[/], API em /api/v1/, "
            + (f"CRA simulada em http://{endereco}:{porta + 1}/. " if simuladores else "")
            + "Ctrl+C encerra."
        )
        return {"encerrado_por": _vigiar(comandos)}


def _web(endereco: str, porta: int, processos: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--blocking-threads", "16"]
    onde = ["--host", endereco, "--port", str(porta), "--workers", str(processos)]
    return [*granian, *onde, "hub.projeto.wsgi:application"]


def _vigiar(comandos: dict[str, list[str]]) -> str:
    """Inicia todos, espera o primeiro que acabar ou o pedido de parar, e encerra os outros."""
    # Cada processo web já usa um núcleo: o Polars não abre outras linhas dentro dele.
    ambiente = {**os.environ, "POLARS_MAX_THREADS": "1", "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    vivos = {nome: subprocess.Popen(comando, env=ambiente) for nome, comando in comandos.items()}  # noqa: S603
    motivo = "pedido"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(processo.poll() is None for processo in vivos.values()):
            time.sleep(0.3)
        motivo = next(nome for nome, processo in vivos.items() if processo.poll() is not None)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        for processo in vivos.values():
            processo.terminate()
        for processo in vivos.values():
            processo.wait(timeout=30)
    return motivo
