"""A demonstração inteira, num comando."""

from __future__ import annotations

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console
from rich.panel import Panel

from hub.projeto.base import Comando, um_positivo
from hub.projeto.demo.roteiro import Roteiro


class Command(Comando):
    help = "Conta o caminho inteiro com dados fictícios e a CRA simulada; os dados ficam para olhar no portal."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--quantidade", type=um_positivo, default=5_000, help="CDAs da dona (padrão: 5.000)")

    def fazer(self, *, quantidade: int, **_: Any) -> dict[str, Any]:
        tela = Console(stderr=True)
        call_command("preparar", json=True, stdout=io.StringIO())
        return Roteiro(tela, quantidade=quantidade, em=timezone.localdate()).contar()

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        acessos = "\n".join(f"  {acesso}: {senha}" for acesso, senha in documento["senhas"].items())
        tela.print(
            Panel(
                "Abra o portal com [bold].venv/bin/hub servir --simuladores[/] e entre com:\n"
                f"{acessos}\n(ana e carla administram Recife, beto só consulta, olga é da vizinha)\n"
                "Ou pelo gov.br simulado: a conta ouro é a de ana, a prata a de carla, a bronze a de beto.",
                title="Pronto",
            )
        )
