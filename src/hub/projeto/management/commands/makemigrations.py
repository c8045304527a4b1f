"""O `makemigrations` do Django, que confere a história das migrações como dono das tabelas."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemigrations

from hub.credores import inquilino
from hub.credores.inquilino import Papel


class Command(makemigrations.Command):
    def handle(self, *args: Any, **opcoes: Any) -> None:
        with inquilino.como(Papel.DONO):
            super().handle(*args, **opcoes)
