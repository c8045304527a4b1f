"""O `migrate` do Django, que fala como dono das tabelas e ao fim aplica a segurança por linha."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.projeto.postgresql.seguranca import papeis_garantir, seguranca_aplicar


class Command(migrate.Command):
    def handle(self, *args: Any, **opcoes: Any) -> None:
        with inquilino.como(Papel.DONO):
            papeis_garantir()
            super().handle(*args, **opcoes)
            seguranca_aplicar()
