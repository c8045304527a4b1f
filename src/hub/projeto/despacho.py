"""Leva cada comando do hub ao seu módulo, e diz em português o que não existe."""

from __future__ import annotations

import sys

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

from hub.projeto.argumentos import em_portugues

em_portugues()


class Despacho(ManagementUtility):
    """O despacho do Django, que com comando desconhecido sai com 2, como todo uso errado."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        if subcommand not in get_commands():
            sys.stderr.write(f"hub: não há o comando {subcommand}. `hub ajuda` mostra os que há.\n")
            raise SystemExit(2)
        return super().fetch_command(subcommand)
