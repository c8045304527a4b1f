"""Linha de comando do gov.br simulado."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from simuladores.govbr.estado import Estado
from simuladores.govbr.paginas import FAIXA
from simuladores.govbr.parametros import (
    CLIENTE_PADRAO,
    SEGREDO_PADRAO,
    Cliente,
    Parametros,
    ProducaoRecusada,
    recusar_producao,
)
from simuladores.govbr.personas import PERSONAS
from simuladores.govbr.servidor import Servidor


def principal(argumentos: Sequence[str] | None = None) -> int:
    """`servir` atende por HTTP em 127.0.0.1 até ser interrompido; 1 se há sinal de produção."""
    leitor = argparse.ArgumentParser(prog="simuladores.govbr", description=__doc__)
    servir = leitor.add_subparsers(required=True).add_parser("servir", help="atende por HTTP em 127.0.0.1")
    servir.add_argument("--porta", type=int, default=8022)
    servir.add_argument("--cliente", default=CLIENTE_PADRAO, help="client_id registrado")
    servir.add_argument("--segredo", action="append", help="segredo que vale; repita para dois")
    servir.add_argument("--volta", action="append", default=[], help="redirect_uri registrada; repita para várias")
    servir.add_argument("--saida", action="append", default=[], help="post_logout_redirect_uri registrada")
    servir.add_argument("--id-token-segundos", type=int, default=60)
    servir.add_argument("--automatico", choices=PERSONAS, default="", help="persona que entra sem página (testes)")
    opcoes = leitor.parse_args(argumentos)
    try:
        recusar_producao(os.environ)
        servidor = Servidor(Estado(parametros=_parametros(opcoes)), porta=opcoes.porta)
    except ProducaoRecusada as recusa:
        sys.stderr.write(f"{recusa}\n")
        return 1
    sys.stderr.write(f"{FAIXA}, em {servidor.endereco}\n")
    try:
        servidor.serve_forever()
    except KeyboardInterrupt:
        servidor.server_close()
    return 0


def _parametros(opcoes: argparse.Namespace) -> Parametros:
    cliente = Cliente(
        segredos=frozenset(opcoes.segredo or [SEGREDO_PADRAO]),
        voltas=frozenset(opcoes.volta),
        saidas=frozenset(opcoes.saida),
    )
    return Parametros(
        clientes={opcoes.cliente: cliente},
        id_token_segundos=opcoes.id_token_segundos,
        automatico=opcoes.automatico,
    )


if __name__ == "__main__":
    raise SystemExit(principal())
