"""Os números que prometemos, cada um como razão de uma base medida na mesma corrida."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console
from rich.table import Table

from hub.projeto.base import Comando, um_positivo
from hub.projeto.erros import BenchForaDoCheckout
from hub.projeto.pastas import CHECKOUT
from hub.projeto.tabelas import numero

#: Um arquivo por número, na pasta `bench` do checkout.
BENCHES = (
    *("recepcao", "validacao", "api", "remessa", "retorno"),
    *("paginas", "inquilino", "previa", "regua", "cartas", "assinatura"),
    *("leiaute_serasa", "serasa_remessa", "serasa_retorno", "aberta", "crescimento"),
)


class Command(Comando):
    help = "Mede os números prometidos, como razões; num banco próprio, que some no fim."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", nargs="?", choices=BENCHES, help="um só; sem nome, todos")
        parser.add_argument("--tamanho", type=um_positivo, help="linhas, títulos ou chamadas; padrão: o da promessa")

    def fazer(self, *, nome: str | None, tamanho: int | None, **_: Any) -> dict[str, Any]:
        pasta = CHECKOUT / "bench"
        if not pasta.is_dir():
            raise BenchForaDoCheckout(pasta=pasta)
        sys.path.insert(0, str(pasta))
        linhas: list[dict[str, Any]] = []
        for cada in [nome] if nome else BENCHES:
            linhas.extend(_medir(cada, tamanho, linhas))
        return {"benches": linhas}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        tabela = Table(title="Números prometidos", title_justify="left")
        for coluna in ("número", "tamanho", "nossa", "base", "razão", "deve", "memória", ""):
            tabela.add_column(coluna, justify="left" if coluna in {"número", ""} else "right", overflow="fold")
        for linha in documento["benches"]:
            tabela.add_row(*_celulas(linha))
        tela.print(tabela)


def _medir(nome: str, tamanho: int | None, medidas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    medir = import_module(nome).medir
    # O crescimento aproveita o que já se mediu no mesmo tamanho.
    extra = {"medidas": medidas} if nome == "crescimento" else {}
    medido = medir(tamanho, **extra) if tamanho else medir(**extra)
    return medido if isinstance(medido, list) else [medido]


def _celulas(linha: dict[str, Any]) -> list[str]:
    sinal = "≤" if linha["melhor"] == "menor" else "≥"
    return [
        linha["nome"],
        numero(linha["tamanho"]),
        f"{linha['segundos']:.2f} s".replace(".", ","),
        f"{linha['base_segundos']:.2f} s".replace(".", ","),
        f"[bold]{linha['razao']:.2f}[/]".replace(".", ","),
        f"{sinal} {linha['deve']:.2f}".replace(".", ","),
        f"{linha['memoria_mb']} MB" if linha["memoria_mb"] else "",
        "[green]✓[/]" if linha["passou"] else "[red]não[/]",
    ]
