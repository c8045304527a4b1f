"""O relatório por estratégia."""

from __future__ import annotations

import csv
import sys
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import Comando
from hub.projeto.tabelas import numero, tabela_dos_resultados
from hub.resultados.consultas import resultados


class Command(Comando):
    help = "Mostra o que cada estratégia fez e recuperou."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--formato", choices=("tabela", "csv"), default="tabela")

    def fazer(self, *, credor: str, formato: str, **_: Any) -> dict[str, Any]:
        return resultados(credor=credor_do_cnpj(credor)) | {"_formato": formato}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if documento["_formato"] == "csv":
            linhas = documento["por_estrategia"]
            escritor = csv.DictWriter(sys.stdout, fieldnames=list(linhas[0]) if linhas else ["estrategia"])
            escritor.writeheader()
            escritor.writerows(linhas)
            return
        tela.print(tabela_dos_resultados(documento))
        situacoes = ", ".join(f"{nome} {numero(total)}" for nome, total in documento["cdas"]["por_situacao"].items())
        tela.print(f"{numero(documento['cdas']['total'])} CDAs: {situacoes}")
