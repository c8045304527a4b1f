"""Encerra o banco embutido."""

from __future__ import annotations

from typing import Any

from hub.projeto import banco
from hub.projeto.base import Comando


class Command(Comando):
    help = "Encerra o banco embutido com limpeza; os dados ficam."
    sempre = True

    def fazer(self, **_: Any) -> dict[str, Any]:
        banco.parar()
        return {"banco": "parado"}
