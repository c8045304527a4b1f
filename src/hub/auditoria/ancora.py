"""A âncora: o último selo que esta instalação assinou, guardado fora do banco.

Quem só alcança o banco pode apagar os últimos selos e os eventos deles sem quebrar a cadeia; a âncora mostra a falta.
O arquivo leva no nome a identidade do banco: banco refeito do zero, ou restaurado em outro lugar, não acusa.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection, transaction

from hub.auditoria.assinatura import pasta_do_selo
from hub.auditoria.consultas import resumo_do_selo
from hub.auditoria.models import Selo

_IDENTIDADE = """
    select (select system_identifier from pg_control_system()), oid from pg_database where datname = current_database()
"""


def ler() -> tuple[int, str] | None:
    """Número e SHA-256 (hexadecimal) do último selo assinado aqui; None se nunca se selou."""
    arquivo = _arquivo()
    if not arquivo.exists():
        return None
    numero, resumo = arquivo.read_text().split()
    return int(numero), resumo


def confere() -> bool:
    """Se o selo ancorado ainda está no banco, igual."""
    ancorado = ler()
    if ancorado is None:
        return True
    selo = Selo.objects.filter(pk=ancorado[0]).first()
    return selo is not None and resumo_do_selo(selo).hex() == ancorado[1]


def lancar(numero: int, resumo: bytes) -> None:
    """Ancora o selo quando a transação for comprometida."""
    arquivo = _arquivo()
    transaction.on_commit(lambda: _gravar(arquivo, f"{numero} {resumo.hex()}\n"))


def _gravar(arquivo: Path, texto: str) -> None:
    provisorio = arquivo.with_suffix(f".{os.getpid()}")
    with provisorio.open("w") as saida:
        saida.write(texto)
        saida.flush()
        os.fsync(saida.fileno())
    provisorio.replace(arquivo)


def _arquivo() -> Path:
    with connection.cursor() as cursor:
        cursor.execute(_IDENTIDADE)
        sistema, banco = cursor.fetchone()
    return pasta_do_selo() / f"ultimo-{sistema}-{banco}"
