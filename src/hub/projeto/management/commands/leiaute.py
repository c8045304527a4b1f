"""Lê e escreve arquivos de leiaute conhecido."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.leiautes.arquivo import leiaute_escrever_json, leiaute_ler_json
from hub.projeto.base import Comando, com_json, em_pasta_existente, existente
from hub.projeto.tabelas import literal


class Command(Comando):
    help = "Converte arquivos de leiaute conhecido em JSON (ler) e de volta (escrever)."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="ler|escrever")
        ler = atos.add_parser("ler", help="reconhece o leiaute pelo conteúdo e dá os registros com campos tipados")
        ler.add_argument("arquivo", type=Path)
        escrever = atos.add_parser("escrever", help="o inverso: JSON Lines para o leiaute")
        escrever.add_argument("arquivo", type=Path)
        escrever.add_argument("--leiaute", required=True, help="por exemplo protesto/remessa")
        escrever.add_argument("--saida", type=Path, required=True)
        for ato in (ler, escrever):
            com_json(ato)

    def fazer(self, *, ato: str, arquivo: Path, **opcoes: Any) -> dict[str, Any]:
        if ato == "ler":
            lido = leiaute_ler_json(existente(arquivo).read_bytes(), arquivo.name)
            return lido if lido["leiaute"] else lido | _recusa_do(lido["achados"][-1])
        saida = em_pasta_existente(opcoes["saida"])
        with existente(arquivo).open("rb") as linhas:
            conteudo = leiaute_escrever_json(linhas, opcoes["leiaute"])
        saida.write_bytes(conteudo)
        return {"arquivo": str(saida), "bytes": len(conteudo)}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "erro" in documento:
            tela.print(f"[bold red]{documento['erro']}[/]", literal(documento["mensagem"]))
            return
        if "registros" not in documento:
            super().mostrar(documento, tela)
            return
        tela.print(f"[bold]{documento['leiaute']}[/], {documento['encoding']}, {len(documento['registros'])} registros")
        for achado in documento["achados"]:
            tela.print(literal(f"  linha {achado['linha']}: {achado['mensagem']}"))


def _recusa_do(achado: dict[str, Any]) -> dict[str, Any]:
    """O que impede de reconhecer o arquivo, na forma de toda recusa."""
    return {"erro": achado["codigo"], "mensagem": achado["mensagem"], "_saida": 1}
