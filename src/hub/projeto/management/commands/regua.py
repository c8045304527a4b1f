"""O que a régua manda fazer numa data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.estrategias.registro import CANAIS
from hub.estrategias.regua import carteiras_sem
from hub.projeto.base import Comando, uma_data


class Command(Comando):
    help = "Diz o que é devido numa data, por estratégia, e por que o resto não é; nada se envia."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--em", type=uma_data, help="padrão: hoje")
        parser.add_argument("--credor", help="CNPJ; padrão: todos")

    def fazer(self, *, em: date | None, credor: str | None, **_: Any) -> dict[str, Any]:
        quando = em or timezone.localdate()
        donos = [credor_do_cnpj(credor)] if credor else list(Credor.objects.all())
        devidos = [
            {
                "credor": dono.cnpj,
                "estrategia": nome,
                **canal.devidos(credor=dono, em=quando),
                "carteiras_sem_etapa": carteiras_sem(dono, nome, quando),
            }
            for dono in donos
            for nome, canal in CANAIS.items()
        ]
        return {"em": quando.isoformat(), "devidos": devidos}
