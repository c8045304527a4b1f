"""Linha de comando da caixa postal simulada: `python -m simuladores.correio servir`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from simuladores.correio.servidor import CaixaPostal


def principal(argumentos: Sequence[str] | None = None) -> int:
    """Atende por SMTP em 127.0.0.1 até ser interrompido; `listar` mostra o que chegou."""
    leitor = argparse.ArgumentParser(prog="simuladores.correio", description=__doc__)
    comandos = leitor.add_subparsers(required=True, dest="ato")
    servir = comandos.add_parser("servir", help="atende por SMTP em 127.0.0.1")
    servir.add_argument("--porta", type=int, default=8025)
    servir.add_argument("--demora", type=float, default=5.0, help="segundos que lento@… espera")
    listar = comandos.add_parser("listar", help="mostra remetente, destinatário e assunto do que chegou")
    for comando in (servir, listar):
        comando.add_argument("--pasta", type=Path, default=Path("correio"), help="onde ficam os .eml")
    opcoes = leitor.parse_args(argumentos)
    if opcoes.ato == "listar":
        return _listar(opcoes.pasta)
    with CaixaPostal(opcoes.pasta, porta=opcoes.porta, demora=opcoes.demora) as caixa, suppress(KeyboardInterrupt):
        caixa.serve_forever()
    return 0


def _listar(pasta: Path) -> int:
    with CaixaPostal(pasta) as caixa:
        for mensagem in caixa.mensagens():
            sys.stdout.write(f"{mensagem['From']} → {mensagem['To']}: {mensagem['Subject']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
