"""O ambiente Python da base da API: FastAPI e asyncpg não são do produto e não entram no ambiente dele.

Criado na primeira vez, a partir de `requirements/bench.txt` (travado, com resumos), e refeito se esse arquivo mudar.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from hub.comum.erros import Recusa
from hub.projeto.pastas import pasta_do_hub

REQUISITOS = Path(__file__).parents[1] / "requirements" / "bench.txt"


class BaseNaoInstalada(Recusa):
    """A base de comparação da API (FastAPI e asyncpg) não pôde ser instalada a partir de {arquivo}.

    Confira se a máquina alcança um índice de pacotes do Python e rode de novo; os outros números não dependem dela.
    """

    status = 503


def python_da_base() -> Path:
    """O Python do ambiente, instalado se ainda não está. Levanta `BaseNaoInstalada`."""
    marca = hashlib.sha256(REQUISITOS.read_bytes()).hexdigest()[:12]
    pasta = pasta_do_hub() / "bench" / marca
    python = pasta / "bin" / "python"
    if not (pasta / "pronto").exists():
        instalar = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
        try:
            subprocess.run([sys.executable, "-m", "venv", str(pasta)], check=True)  # noqa: S603 - comando nosso
            subprocess.run([*instalar, "-r", str(REQUISITOS)], check=True, stdout=sys.stderr)  # noqa: S603
        except subprocess.CalledProcessError as erro:
            raise BaseNaoInstalada(arquivo=REQUISITOS.name) from erro
        (pasta / "pronto").touch()
    return python
