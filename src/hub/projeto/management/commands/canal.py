"""Configura como o credor usa um canal."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.estrategias.configuracao import canal_configurar, opcoes_ditas
from hub.estrategias.registro import canal
from hub.projeto.base import OPERADOR, Comando, com_json
from hub.projeto.tabelas import literal


class Command(Comando):
    help = "Diz como o credor usa um canal (configurar) ou mostra como está e o que falta (mostrar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="configurar|mostrar")
        configurar = atos.add_parser("configurar", help="muda só as opções ditas; repetir não muda nada")
        configurar.add_argument("opcoes", type=_opcao, nargs="+", metavar="OPCAO=VALOR", help="lógico é S ou N")
        mostrar = atos.add_parser("mostrar", help="as opções ditas e o que falta dizer")
        for ato in (configurar, mostrar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            ato.add_argument("--estrategia", required=True)
            com_json(ato)

    def fazer(
        self, *, credor: str, estrategia: str, opcoes: list[tuple[str, str]] | None = None, **_: Any
    ) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if opcoes:
            ditas = canal_configurar(credor=dono, estrategia=estrategia, ditas=dict(opcoes), ator=OPERADOR)
        else:
            ditas = opcoes_ditas(dono, estrategia)
        conector = canal(estrategia)
        return {
            "credor": dono.cnpj,
            "estrategia": conector.nome,
            "opcoes": ditas,
            "falta": conector.o_que_falta(dono),
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        for nome, valor in documento["opcoes"].items():
            tela.print(f"[bold]{nome}[/]", literal(str(valor)))
        for falta in documento["falta"]:
            tela.print("[yellow]falta[/]", literal(falta))


def _opcao(texto: str) -> tuple[str, str]:
    nome, igual, valor = texto.partition("=")
    if not igual:
        raise ArgumentTypeError(f"{texto} não é OPCAO=VALOR, como codigo_portador=901.")
    return nome, valor
