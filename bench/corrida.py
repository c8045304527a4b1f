"""O processo de uma corrida: `python corrida.py NOME PAPEL TAMANHO PASTA`; a resposta é a última linha, em JSON.

O banco vem em `DATABASE_URL` e a pasta do hub em `HUB_PASTA`: quem chama já disse quais (ver `ambiente.py`).
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path


def principal(nome: str, papel: str, tamanho: str, pasta: str) -> None:
    """Roda o papel (`preparar`, `nossa` ou `base`) do bench."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
    import django  # noqa: PLC0415 - as variáveis vêm antes

    django.setup()
    bench = import_module(nome)
    if papel == "preparar":
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", interactive=False, verbosity=0)
    resposta = getattr(bench, papel)(int(tamanho), Path(pasta))
    sys.stdout.write(json.dumps(resposta) + "\n")


if __name__ == "__main__":
    principal(*sys.argv[1:])
