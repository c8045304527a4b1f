"""O banco que só se lê: o que um comando tentar gravar, o próprio banco recusa."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from hub.operacao.paradas import recusa_da_leitura
from hub.operacao.vigentes import Chave

#: Como o PostgreSQL diz que a transação só lê.
SO_SE_LE = "25006"


@contextmanager
def so_lendo(chave: Chave) -> Iterator[None]:
    """Numa transação que só lê. Levanta `SomenteLeitura` se o trecho tenta gravar."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction read only")
            yield
    except DatabaseError as erro:
        if _recusou_gravar(erro):
            raise recusa_da_leitura(chave) from erro
        raise


def _recusou_gravar(erro: BaseException | None) -> bool:
    """Se a recusa está no erro ou no que o trouxe: quem limpa depois dela pode falhar por cima."""
    while erro is not None:
        if getattr(erro, "sqlstate", None) == SO_SE_LE:
            return True
        erro = erro.__cause__ or erro.__context__
    return False
