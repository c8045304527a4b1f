"""O validador do credor, em casa: sem banco."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.projeto.base import Comando, em_pasta_existente, existente, uma_data
from hub.projeto.tabelas import numero, tabela_de_achados
from hub.recepcao.documentos import documentos_dos_achados
from hub.recepcao.tabelas_csv import listar_em
from hub.recepcao.validacao import arquivo_validar


class Command(Comando):
    help = "Julga um arquivo com as mesmas regras da recepção, sem banco; sai com 1 se alguma linha é recusada."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--achados", type=Path, help="onde escrever todos os achados, em CSV")
        parser.add_argument("--em", type=uma_data, help="data em que as regras julgam; padrão: hoje")

    def fazer(self, *, arquivo: Path, achados: Path | None, em: date | None, **_: Any) -> dict[str, Any]:
        with _lista(achados) as listar:
            feita = arquivo_validar(existente(arquivo), nome=arquivo.name, em=em or timezone.localdate(), listar=listar)
        return {
            "recebidas": feita.contas["recebidas"],
            "aceitas": feita.contas["aceita"],
            "em_consulta": feita.contas["em_consulta"],
            "recusadas": feita.contas["recusada"],
            "movimentos": feita.contas["movimentos"],
            "movimentos_recusados": feita.contas["movimentos_recusados"],
            "achados_total": feita.achados_total,
            "achados": documentos_dos_achados(feita.achados),
            "_saida": int(bool(feita.contas["recusada"] + feita.contas["movimentos_recusados"])),
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        contas = ", ".join(
            f"{numero(documento[conta])} {conta.replace('_', ' ')}"
            for conta in ("recebidas", "aceitas", "em_consulta", "recusadas", "movimentos", "movimentos_recusados")
        )
        tela.print(contas)
        if documento["achados"]:
            tela.print(tabela_de_achados(documento["achados"], documento["achados_total"]))


@contextmanager
def _lista(caminho: Path | None) -> Iterator[Callable[[pl.DataFrame], None] | None]:
    """Quem escreve todos os achados no caminho, se há um; o arquivo só ganha o nome dele quando está inteiro."""
    if caminho is None:
        yield None
        return
    provisorio = em_pasta_existente(caminho).with_name(f"{caminho.name}.{os.getpid()}.parcial")
    try:
        with provisorio.open("wb") as saida:
            yield listar_em(saida)
        provisorio.replace(caminho)
    finally:
        provisorio.unlink(missing_ok=True)
