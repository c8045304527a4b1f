"""Atualiza as séries de índices na fonte oficial."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.projeto.base import Comando
from hub.projeto.indices_atualizar import indices_atualizar, pasta_das_atualizacoes


class Command(Comando):
    help = "Lê os meses novos dos índices no Banco Central e no IBGE; nunca inventa mês que falta."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("ato", choices=["atualizar"])
        parser.add_argument("--serie", action="append", help="só esta série (pode repetir)")

    def fazer(self, *, serie: list[str] | None, **_: Any) -> dict[str, Any]:
        feito = indices_atualizar(pasta=pasta_das_atualizacoes(), em=timezone.localdate(), nomes=serie)
        return feito | {"_saida": 1 if feito["falhas"] else 0}
