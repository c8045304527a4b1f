"""O validador do credor, em casa: sem banco."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.projeto.base import Comando, existente, uma_data
from hub.projeto.tabelas import numero, tabela_de_achados
from hub.recepcao.documentos import documentos_dos_achados
from hub.recepcao.validacao import arquivo_validar


class Command(Comando):
    help = "Julga um arquivo com as mesmas regras da recepção, sem banco; sai com 1 se alguma linha é recusada."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--em", type=uma_data, help="data em que as regras julgam; padrão: hoje")

    def fazer(self, *, arquivo: Path, em: date | None, **_: Any) -> dict[str, Any]:
        feita = arquivo_validar(existente(arquivo), nome=arquivo.name, em=em or timezone.localdate())
        return {
            "recebidas": feita.contas["recebidas"],
            "aceitas": feita.contas["aceita"],
            "em_consulta": feita.contas["em_consulta"],
            "recusadas": feita.contas["recusada"],
            "movimentos": feita.contas["movimentos"],
            "achados_total": feita.achados_total,
            "achados": documentos_dos_achados(feita.achados),
            "_saida": 1 if feita.contas["recusada"] else 0,
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        contas = ", ".join(
            f"{numero(documento[conta])} {conta.replace('_', ' ')}"
            for conta in ("recebidas", "aceitas", "em_consulta", "recusadas", "movimentos")
        )
        tela.print(contas)
        if documento["achados"]:
            tela.print(tabela_de_achados(documento["achados"], documento["achados_total"]))
