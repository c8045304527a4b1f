"""Roda num processo à parte, com memória e tempo limitados, o leitor que um arquivo danificado pode abortar.

Os leitores de planilha e de Parquet pedem à máquina o tamanho que o arquivo diz ter; quando ele mente, o pedido
falha e o processo inteiro morre. Aqui só morre o filho.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from hub.recepcao.formatos.limites import Limites, por_extenso

_SEM_MEMORIA: Final = (b"memory allocation", b"MemoryError", b"capacity overflow")


class LeitorMorreu(Exception):
    """O leitor não terminou; `por_falta` = de memória ou de tempo."""

    def __init__(self, *, por_falta: bool) -> None:
        self.por_falta = por_falta
        super().__init__(por_falta)


def rodar(leitor: Path, *argumentos: str, limites: Limites) -> dict[str, Any]:
    """O JSON que o leitor escreve na saída. Levanta `LeitorMorreu`."""
    comando = [sys.executable, "-I", str(leitor), str(limites.memoria_do_leitor), *argumentos]
    try:
        feito = subprocess.run(  # noqa: S603 - o comando é um leitor nosso, e os argumentos são caminhos nossos
            comando,
            capture_output=True,
            timeout=limites.segundos_do_leitor,
            check=False,
            env={**os.environ, "POLARS_MAX_THREADS": "2"},
        )
    except subprocess.TimeoutExpired as erro:
        raise LeitorMorreu(por_falta=True) from erro
    if feito.returncode:
        raise LeitorMorreu(por_falta=feito.returncode < 0 or any(sinal in feito.stderr for sinal in _SEM_MEMORIA))
    lido: dict[str, Any] = json.loads(feito.stdout)
    return lido


def limite_por_extenso(limites: Limites) -> str:
    """`2,0 GiB e 600 segundos`, para as mensagens."""
    return f"{por_extenso(limites.memoria_do_leitor)} e {limites.segundos_do_leitor} segundos"
