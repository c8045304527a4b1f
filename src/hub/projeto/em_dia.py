"""Se o banco está ao alcance e tem as tabelas desta versão."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hub.comum.erros import Recusa
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.projeto import banco
from hub.projeto.erros import BancoPorPreparar


def conferir_tabelas() -> None:
    """Levanta `BancoPorPreparar` se falta alguma migração."""
    # Como dono: antes de preparar nem há os outros papéis.
    with inquilino.como(Papel.DONO):
        migracoes = MigrationExecutor(connection)
        faltam = migracoes.migration_plan(migracoes.loader.graph.leaf_nodes())
    if faltam:
        raise BancoPorPreparar


def do_banco(erro: DatabaseError) -> Recusa:
    """A recusa que explica um erro do banco; o que não é de alcance nem de preparo é defeito nosso, e se levanta."""
    if getattr(erro.__cause__, "sqlstate", None) is None:
        return banco.inacessivel(erro)
    try:
        conferir_tabelas()
    except BancoPorPreparar as recusa:
        return recusa
    raise erro
