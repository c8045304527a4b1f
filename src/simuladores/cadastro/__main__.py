"""Linha de comando do cadastro simulado."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simuladores.biro.__main__ import par_de_operador
from simuladores.cadastro.cadastro import Cadastro
from simuladores.cadastro.servidor import Servidor


def principal(argumentos: Sequence[str] | None = None) -> int:
    """`servir` atende por HTTP até ser interrompido."""
    leitor = argparse.ArgumentParser(prog="simuladores.cadastro", description=__doc__)
    comandos = leitor.add_subparsers(required=True)
    servir = comandos.add_parser("servir", help="atende JSON e XML em 127.0.0.1")
    servir.add_argument("--porta", type=int, default=8025)
    servir.add_argument("--estado", type=Path, default=Path("cadastro"), help="pasta da memória")
    servir.add_argument(
        "--operador", action="append", default=[], type=par_de_operador, metavar="NOME:SENHA", help="quem entra"
    )
    opcoes = leitor.parse_args(argumentos)
    servidor = Servidor(Cadastro(opcoes.estado), porta=opcoes.porta, operadores=dict(opcoes.operador))
    sys.stderr.write(f"Cadastro simulado em {servidor.endereco}\n")
    try:
        servidor.serve_forever()
    except KeyboardInterrupt:
        servidor.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
