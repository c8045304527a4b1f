"""Põe o hub de pé: banco no ar, tabelas em dia, pastas criadas."""

from __future__ import annotations

import io
from typing import Any

from django.core.management import call_command
from django.db import connection
from rich.console import Console

from hub.credores.models import Credor
from hub.documentos.padrao import modelos_garantir
from hub.projeto import banco
from hub.projeto.base import OPERADOR, Comando


class Command(Comando):
    help = "Inicia ou alcança o banco e deixa as tabelas em dia; repetir não muda nada."
    sempre = True

    def fazer(self, **_: Any) -> dict[str, Any]:
        feito = io.StringIO()
        call_command("migrate", interactive=False, verbosity=1, stdout=feito)
        # Quem já era credor quando os documentos chegaram ganha os modelos com que os outros nascem.
        for credor in Credor.objects.filter(modelos_de_documento=None).order_by("pk"):
            modelos_garantir(credor, OPERADOR)
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version'), current_setting('fsync')")
            versao, fsync = cursor.fetchone()
        return {
            "banco": "embutido" if banco.embutido() else "DATABASE_URL",
            "versao": versao,
            "fsync": fsync,
            "migracoes_aplicadas": feito.getvalue().count("... OK"),
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        novas = documento["migracoes_aplicadas"]
        tela.print(
            f"[green]✓[/] PostgreSQL {documento['versao']} ({documento['banco']}, fsync {documento['fsync']}), "
            f"{novas or 'nenhuma'} {'migração aplicada' if novas <= 1 else 'migrações aplicadas'}."
        )
