"""Vários processos que vivem e acabam juntos."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

#: O que encerra sem defeito: Ctrl+C ou o sinal de quem administra.
PEDIDO = "pedido"
#: Segundos que um processo tem para acabar o que faz; depois é encerrado à força.
ESPERA_PELO_FIM = 15


def vigiar(comandos: dict[str, list[str]]) -> str:
    """Inicia todos, espera o primeiro que acabar ou o pedido de parar, e encerra os outros.

    Devolve o nome do que acabou, ou `PEDIDO`.
    """
    for sinal in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sinal, lambda *_: sys.exit(0))
    # Cada processo web já usa um núcleo: o Polars não abre outras linhas dentro dele.
    ambiente = {**os.environ, "POLARS_MAX_THREADS": "1", "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    # Em sessão própria: o Ctrl+C do terminal chega só aqui, e cada filho recebe um pedido de parar, e não dois. O que
    # eles contam vai à saída de erro: a de dados é do documento.
    vivos = {
        nome: subprocess.Popen(comando, env=ambiente, start_new_session=True, stdout=sys.stderr)  # noqa: S603
        for nome, comando in comandos.items()
    }
    motivo = PEDIDO
    try:
        while all(processo.poll() is None for processo in vivos.values()):
            time.sleep(0.3)
        motivo = next(nome for nome, processo in vivos.items() if processo.poll() is not None)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        _encerrar(list(vivos.values()))
    return motivo


def _encerrar(processos: list[subprocess.Popen[bytes]]) -> None:
    """Pede a cada um que pare; quem não para a tempo é encerrado com os filhos que tiver."""
    # Um segundo Ctrl+C não deixa ninguém para trás.
    for sinal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sinal, signal.SIG_IGN)
    for processo in processos:
        processo.terminate()
    for processo in processos:
        try:
            processo.wait(timeout=ESPERA_PELO_FIM)
        except subprocess.TimeoutExpired:
            os.killpg(processo.pid, signal.SIGKILL)
            processo.wait()
