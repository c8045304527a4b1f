"""O Django procura `DatabaseWrapper` em `base`."""

from __future__ import annotations

import select
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base, operations
from psycopg.pq import TransactionStatus

from hub.credores import inquilino
from hub.credores.inquilino import Inquilino, Papel

#: Diz ao banco quem fala: o papel, e o que as políticas de segurança por linha leem.
_DIZER = """
select set_config('role', %s, false), set_config('hub.credor', %s, false), set_config('hub.pessoa', %s, false)
"""


class DatabaseOperations(operations.DatabaseOperations):
    """As do Django; esvaziar tabelas, o que só os testes pedem, é do dono delas."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        with inquilino.como(Papel.DONO):
            super().execute_sql_flush(sql_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """O do Django, que diz ao banco quem fala antes de cada comando e não pergunta se a conexão ainda serve."""

    ops_class = DatabaseOperations

    #: o que a conexão já sabe; None = não se sabe
    _dito: Inquilino | None = None

    def is_usable(self) -> bool:
        """Se a outra ponta não fechou: fechada, o soquete tem o que ler, e o sistema o diz sem ir ao banco.

        O Django perguntaria ao banco, uma ida e volta a mais em cada chamada.
        """
        try:
            soquete = self.connection.fileno()
        except psycopg.OperationalError:
            return False
        consulta = select.poll()
        consulta.register(soquete, select.POLLIN)
        return not consulta.poll(0)

    def connect(self) -> None:
        self._dito = None
        super().connect()

    def create_cursor(self, name: str | None = None) -> Any:
        """Antes de todo cursor, diz quem fala, se mudou: uma conexão passa de um pedido a outro."""
        # A que cria e apaga bancos inteiros não é de ninguém do hub.
        if self._dito != inquilino.atual() and self.alias != NO_DB_ALIAS:
            self._dizer(inquilino.atual())
        return super().create_cursor(name)

    def _dizer(self, quem: Inquilino) -> None:
        # Numa transação que já falhou nada mais se executa, nem há o que proteger: resta desfazê-la.
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.wrap_database_errors:
            self.connection.execute(_DIZER, [quem.papel.value, _texto(quem.credor), _texto(quem.pessoa)])
        self._dito = quem

    def _rollback(self) -> None:
        # O que se disse dentro da transação se desfaz com ela.
        self._dito = None
        super()._rollback()  # type: ignore[misc]  # falta nas anotações do Django

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # falta nas anotações do Django
        self._dito = None


def _texto(identificador: int | None) -> str:
    return "" if identificador is None else str(identificador)
