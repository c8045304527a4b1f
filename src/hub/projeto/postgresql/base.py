"""O Django procura `DatabaseWrapper` em `base`."""

from __future__ import annotations

import select

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """O do Django, que em cada pedido confere se a conexão guardada ainda serve."""

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
