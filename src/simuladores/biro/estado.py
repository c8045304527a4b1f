"""O que o birô simulado lembra, numa pasta: a base em SQLite e, por arquivo recebido, header e detalhes em Parquet.

Quem grava faz tudo numa transação: uma parada no meio deixa a base como estava. O Parquet se grava antes, e só vale se
a transação que o cita fechou.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import polars as pl

_TABELAS: Final = """
create table if not exists recebimento (
    id integer primary key, nome text not null, sha256 text not null, informante text not null default '',
    diferencial text not null default '', numero integer not null default 0, em text not null,
    aceitos integer not null default 0, codigos text not null default '', recusados text not null default '{}',
    unique (nome, sha256)
);
create table if not exists remessa (
    informante text not null, diferencial text not null, numero integer not null,
    primary key (informante, diferencial, numero)
);
create table if not exists registro (
    informante text not null, contrato text not null, principal text not null, coobrigado text not null,
    ativo integer not null, recebimento integer not null, linha integer not null,
    primary key (informante, contrato, principal, coobrigado)
);
create table if not exists evento (
    id integer primary key, data text not null, recebimento integer not null, linha integer not null,
    tardio integer not null, operacao text, motivo text, codigos text not null default '',
    variante text not null default '', entregue integer not null default 0
);
create index if not exists evento_por_entregar on evento (data) where entregue = 0;
create table if not exists nome (prefixo text primary key, ultimo integer not null);
create table if not exists spc (
    documento text not null, vencimento text not null, contrato text not null, ativo integer not null,
    tipo_devedor text not null, valor text not null, natureza text not null, motivo text not null default '',
    primary key (documento, vencimento, contrato)
);
"""


class Estado:
    """A memória do birô, numa pasta."""

    def __init__(self, pasta: Path) -> None:
        self.pasta = pasta
        (pasta / "arquivos").mkdir(parents=True, exist_ok=True)
        with self._aberta() as base:
            base.executescript(_TABELAS)

    @contextmanager
    def _aberta(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.pasta / "biro.sqlite", isolation_level=None, timeout=60)) as base:
            base.row_factory = sqlite3.Row
            yield base

    @contextmanager
    def transacao(self) -> Iterator[sqlite3.Connection]:
        """A base para ler e gravar; o que se fez só vale se o bloco acabar bem."""
        with self._aberta() as base:
            base.execute("begin immediate")
            try:
                yield base
            except BaseException:
                base.execute("rollback")
                raise
            base.execute("commit")

    def guardar(self, recebimento: int, qual: str, quadro: pl.DataFrame) -> None:
        """Grava o `cabecalho` ou os `detalhes` de um arquivo recebido; quem repete troca o arquivo inteiro."""
        destino = self._arquivo(recebimento, qual)
        provisorio = destino.with_suffix(".novo")
        quadro.write_parquet(provisorio)
        provisorio.replace(destino)

    def ler(self, recebimento: int, qual: str) -> pl.DataFrame:
        """O que `guardar` gravou."""
        return pl.read_parquet(self._arquivo(recebimento, qual))

    def _arquivo(self, recebimento: int, qual: str) -> Path:
        return self.pasta / "arquivos" / f"{recebimento:06}-{qual}.parquet"
