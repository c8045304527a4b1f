"""Vários processos que vivem e acabam juntos."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping

#: O que encerra sem defeito: Ctrl+C ou o sinal de quem administra.
PEDIDO = "pedido"
#: Segundos até se iniciar de novo o que caiu: o banco que o derrubou pode demorar a voltar.
ESPERA_PARA_VOLTAR = 3
#: Segundos que um processo tem para acabar o que faz; depois é encerrado à força.
ESPERA_PELO_FIM = 15


def vigiar(comandos: Mapping[str, list[str]], *, voltam: Collection[str] = ()) -> str:
    """Inicia todos, espera o primeiro que acabar ou o pedido de parar, e encerra os outros.

    `voltam`: os que, se acabam, se iniciam de novo, e não encerram ninguém. Devolve o nome do que acabou, ou `PEDIDO`.
    """
    for sinal in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sinal, lambda *_: sys.exit(0))
    vivos = {nome: _iniciar(comando) for nome, comando in comandos.items()}
    motivo = PEDIDO
    try:
        while motivo == PEDIDO:
            time.sleep(0.3)
            caidos = [nome for nome, processo in vivos.items() if processo.poll() is not None]
            motivo = next((nome for nome in caidos if nome not in voltam), PEDIDO)
            if caidos and motivo == PEDIDO:
                time.sleep(ESPERA_PARA_VOLTAR)
                vivos |= {nome: _iniciar(comandos[nome]) for nome in caidos}
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        _encerrar(list(vivos.values()))
    return motivo


def _iniciar(comando: list[str]) -> subprocess.Popen[bytes]:
    # Cada processo web já usa um núcleo: o Polars não abre outras linhas dentro dele.
    ambiente = {**os.environ, "POLARS_MAX_THREADS": "1", "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    # Em sessão própria: o Ctrl+C do terminal chega só aqui, e cada filho recebe um pedido de parar, e não dois. O que
    # eles contam vai à saída de erro: a de dados é do documento.
    return subprocess.Popen(comando, env=ambiente, start_new_session=True, stdout=sys.stderr)  # noqa: S603


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
