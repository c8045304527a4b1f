"""O relatório por estratégia."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import Comando, em_pasta_existente
from hub.projeto.erros import FormatoDesconhecido
from hub.projeto.tabelas import numero, tabela_dos_resultados
from hub.resultados.consultas import resultados
from hub.resultados.exportacao import resultados_em_csv, resultados_em_xlsx

FORMATOS = ("csv", "xlsx")


class Command(Comando):
    help = "Mostra o que cada estratégia fez e recuperou; com --formato ou --saida, escreve em CSV ou XLSX."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--formato", choices=FORMATOS, help="padrão: o do nome de --saida; sem ela, tabela")
        parser.add_argument("--saida", type=Path, help="arquivo do relatório; sem ele, a saída padrão")

    def fazer(self, *, credor: str, formato: str | None, saida: Path | None, **_: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if saida is None:
            return resultados(credor=dono) | {"_formato": formato, "_credor": dono.nome}
        formato = formato or saida.suffix.lower().lstrip(".")
        if formato not in FORMATOS:
            raise FormatoDesconhecido(arquivo=saida.name, formatos=" ou ".join(FORMATOS))
        em_pasta_existente(saida)
        documento = resultados(credor=dono)
        saida.write_bytes(_em_bytes(documento, formato, credor=dono.nome))
        return documento | {"arquivo": str(saida)}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if formato := documento.get("_formato"):
            sys.stdout.buffer.write(_em_bytes(documento, formato, credor=documento["_credor"]))
            return
        tela.print(tabela_dos_resultados(documento))
        situacoes = ", ".join(f"{nome} {numero(total)}" for nome, total in documento["cdas"]["por_situacao"].items())
        tela.print(f"{numero(documento['cdas']['total'])} CDAs: {situacoes}")


def _em_bytes(documento: dict[str, Any], formato: str, *, credor: str) -> bytes:
    if formato == "xlsx":
        return resultados_em_xlsx(documento, credor=credor)
    return resultados_em_csv(documento).encode("utf-8-sig")
