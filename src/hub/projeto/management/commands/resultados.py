"""O relatório por estratégia."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import Comando, em_pasta_existente
from hub.projeto.tabelas import numero, tabela_dos_resultados
from hub.resultados.consultas import resultados
from hub.resultados.exportacao import resultados_em_csv, resultados_em_xlsx

FORMATOS = ("csv", "xlsx")


class Command(Comando):
    help = "Mostra o que cada estratégia fez e recuperou; com --formato, escreve em CSV ou XLSX."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--formato", choices=FORMATOS, help="padrão: tabela no terminal")
        parser.add_argument("--saida", type=Path, help="arquivo do relatório; sem ele, a saída padrão")

    def fazer(self, *, credor: str, formato: str | None, saida: Path | None, **_: Any) -> dict[str, Any]:
        dono, destino = credor_do_cnpj(credor), em_pasta_existente(saida) if saida else None
        return resultados(credor=dono) | {"_formato": formato, "_arquivo": destino, "_credor": dono.nome}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if formato := documento["_formato"]:
            conteudo = _em_bytes(documento, formato)
            if saida := documento["_arquivo"]:
                saida.write_bytes(conteudo)
            else:
                sys.stdout.buffer.write(conteudo)
            return
        tela.print(tabela_dos_resultados(documento))
        situacoes = ", ".join(f"{nome} {numero(total)}" for nome, total in documento["cdas"]["por_situacao"].items())
        tela.print(f"{numero(documento['cdas']['total'])} CDAs: {situacoes}")


def _em_bytes(documento: dict[str, Any], formato: str) -> bytes:
    if formato == "xlsx":
        return resultados_em_xlsx(documento, credor=documento["_credor"])
    return resultados_em_csv(documento).encode("utf-8-sig")
