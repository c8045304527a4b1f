"""A lista dos comandos, com uma linha cada."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from rich.console import Console
from rich.table import Table

from hub.projeto.base import Comando
from hub.projeto.management import commands


class Command(Comando):
    help = "Mostra os comandos do hub."
    sempre = True

    def fazer(self, **_: Any) -> dict[str, Any]:
        nomes = sorted(modulo.name for modulo in iter_modules(commands.__path__))
        textos = {n.replace("_", "-"): import_module(f"{commands.__name__}.{n}").Command.help for n in nomes}
        textos["calcular"] = "Cálculos puros (atualizacao, documento): JSON na entrada, JSON com a memória na saída."
        return {"comandos": dict(sorted(textos.items()))}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        tabela = Table(title="HUB Cobrança", show_header=False, title_justify="left")
        for nome, texto in documento["comandos"].items():
            tabela.add_row(f"[bold]hub {nome}", texto)
        tela.print(tabela)
        tela.print("Cada comando explica os seus argumentos com --help e responde em JSON com --json.")
