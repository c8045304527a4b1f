"""Aplica o que o canal devolveu."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.estrategias.retornos import retorno_aplicar
from hub.projeto.base import OPERADOR, Comando, existente
from hub.projeto.tabelas import literal, numero


class Command(Comando):
    help = "Aplica confirmação, retorno ou andamento; o mesmo arquivo duas vezes não muda nada."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--estrategia", required=True)
        parser.add_argument("--credor", help="CNPJ; só alcança os títulos dele (padrão: todos)")
        parser.add_argument("--por", default=OPERADOR)

    def fazer(self, *, arquivo: Path, estrategia: str, credor: str | None, por: str, **_: Any) -> dict[str, Any]:
        retorno = retorno_aplicar(
            estrategia=estrategia,
            conteudo=existente(arquivo).read_bytes(),
            nome=arquivo.name,
            ator=por,
            credor=credor_do_cnpj(credor) if credor else None,
        )
        contas = ("titulos", "aplicados", "repetidos", "desconhecidos")
        return {
            "retorno": retorno.pk,
            "leiaute": retorno.leiaute,
            "sha256": retorno.sha256,
            **{conta: getattr(retorno, conta) for conta in contas},
            "achados": retorno.achados,
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        contas = ", ".join(
            f"{numero(documento[conta])} {conta}" for conta in ("titulos", "aplicados", "repetidos", "desconhecidos")
        )
        tela.print(f"Retorno [bold]{documento['retorno']}[/] ({documento['leiaute']}): {contas}.")
        for achado in documento["achados"][:20]:
            tela.print(literal(f"  {achado['mensagem']}"))
