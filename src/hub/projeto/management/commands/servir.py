"""Portal, API, fila e, a pedido, os simuladores: um comando, vários processos, um só fim."""

from __future__ import annotations

import socket
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from procrastinate.contrib.django import app
from rich.console import Console

from hub.acesso.govbr.configuracao import configuracao_do
from hub.estrategias.chamadas.fila import FILA
from hub.projeto.base import Comando
from hub.projeto.em_dia import conferir_tabelas
from hub.projeto.erros import EnderecoEmUso
from hub.projeto.processos import PEDIDO, vigiar
from hub.projeto.simulados import GOVBR, PORTAS_DOS_SIMULADORES, TODOS, simulados

PORTA_MAXIMA = 65_535


class Command(Comando):
    help = "Serve o portal, a API e a fila; com --simuladores, também os serviços de fora, simulados."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--porta", type=_numero("porta", PORTA_MAXIMA - PORTAS_DOS_SIMULADORES), default=8000)
        parser.add_argument("--endereco", default="127.0.0.1")
        parser.add_argument("--processos", type=_numero("quantidade", 1024), default=2, help="processos web")
        parser.add_argument("--simuladores", action="store_true")

    def fazer(self, *, porta: int, endereco: str, processos: int, simuladores: bool, **_: Any) -> dict[str, Any]:
        comandos = {
            "portal e API": _web(endereco, porta, processos),
            **_filas(),
            "medidor": [sys.executable, "-m", "django", "medir", "--endereco", _na_maquina(endereco, porta)],
        }
        _conferir_livre(endereco, porta)
        if simuladores:
            dos_simuladores = simulados(endereco, porta)
            for depois in range(1, 1 + PORTAS_DOS_SIMULADORES):
                _conferir_livre("127.0.0.1", porta + depois)
            comandos |= dos_simuladores
        conferir_tabelas()
        # GOVBR_* que não serve se diz agora, e não a quem vai entrar.
        configuracao_do(f"{endereco}:{porta}")
        Console(stderr=True).print(
            f"Portal em [bold]http://{endereco}:{porta}/[/], API em /api/v1/, "
            + (f"CRA simulada em http://{endereco}:{porta + 1}/. " if simuladores else "")
            + (f"gov.br simulado em http://127.0.0.1:{porta + 2}/. " if GOVBR in comandos else "")
            + (f"SPC Brasil simulado em http://127.0.0.1:{porta + 4}/. " if simuladores else "")
            + (f"Caixa postal simulada em {settings.PASTA_DE_CORREIO}. " if simuladores else "")
            + "Ctrl+C encerra."
        )
        # Sem banco a fila acaba; o portal fica, para dizer o que houve, e ela volta com ele.
        motivo = vigiar(comandos, voltam={"fila", "fila dos canais", "medidor"})
        return {"encerrado_por": motivo, "_saida": int(motivo != PEDIDO)}


def _na_maquina(endereco: str, porta: int) -> str:
    """Onde se chega ao portal desta máquina."""
    nome = "127.0.0.1" if endereco in TODOS else endereco
    return f"http://{f'[{nome}]' if ':' in nome else nome}:{porta}"


def _filas() -> dict[str, list[str]]:
    """Duas: um serviço de fora que demora a responder não segura a selagem, os documentos nem o correio."""
    app.perform_import_paths()  # type: ignore[no-untyped-call] # falta nas anotações da biblioteca
    da_casa = ",".join(sorted({tarefa.queue for tarefa in app.tasks.values()} - {FILA}))
    worker = [sys.executable, "-m", "django", "procrastinate", "worker"]
    return {
        "fila": [*worker, "--concurrency", "2", "--queues", da_casa],
        "fila dos canais": [*worker, "--concurrency", "4", "--queues", FILA],
    }


def _numero(nome: str, maximo: int) -> Callable[[str], int]:
    def ler(texto: str) -> int:
        if not texto.isdecimal() or not 1 <= int(texto) <= maximo:
            raise ArgumentTypeError(f"{texto} não é {nome} possível. Use um número de 1 a {maximo}.")
        return int(texto)

    return ler


def _conferir_livre(endereco: str, porta: int) -> None:
    """O granian divide a porta com quem já a tem, e cada pedido cairia num dos dois. Levanta `EnderecoEmUso`."""
    try:
        familia, tipo, protocolo, _, onde = socket.getaddrinfo(endereco, porta, type=socket.SOCK_STREAM)[0]
        with socket.socket(familia, tipo, protocolo) as tomada:
            tomada.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tomada.bind(onde)
    except OSError as erro:
        raise EnderecoEmUso(endereco=endereco, porta=porta) from erro


def _web(endereco: str, porta: int, processos: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--blocking-threads", "16"]
    onde = ["--host", endereco, "--port", str(porta), "--workers", str(processos)]
    return [*granian, *onde, "hub.projeto.wsgi:application"]
