"""A base do cadastro simulado: quem está, suspenso ou não, e o que cada ato muda nela."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from simuladores.biro.desfechos import desfecho_de

_TABELA: Final = """
create table if not exists registro (
    id integer primary key, debito text not null, ni text not null, dados text not null, situacao text not null,
    motivo text not null default ''
);
create unique index if not exists registro_ativo on registro (debito, ni) where situacao <> 'baixado';
"""


class Negado(Exception):
    """O cadastro não fez o que se pediu."""

    def __init__(self, codigo: str, mensagem: str, situacao: int = 409) -> None:
        super().__init__(mensagem)
        self.codigo, self.mensagem, self.situacao = codigo, mensagem, situacao


class Cadastro:
    """Um cadastro com a memória numa pasta."""

    def __init__(self, pasta: Path) -> None:
        pasta.mkdir(parents=True, exist_ok=True)
        self._arquivo = pasta / "cadastro.sqlite"
        with self._transacao() as base:
            base.executescript(_TABELA)

    @contextmanager
    def _transacao(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._arquivo, timeout=60)) as base, base:
            base.row_factory = sqlite3.Row
            yield base

    def incluir(self, debito: str, ni: str, dados: str) -> int:
        """O número do registro. Levanta `Negado`."""
        if desfecho_de(ni)["spc"] == "recusado":
            raise Negado("INVALIDO", "Registro não permitido para o devedor informado", 422)
        with self._transacao() as base:
            if base.execute(
                f"select 1 from registro where debito = ? and ni = ? and {_ATIVO}", [debito, ni]
            ).fetchone():
                raise Negado("JA_EXISTE", "Já há registro ativo deste débito")
            colunas = "insert into registro (debito, ni, dados, situacao) values (?, ?, ?, 'incluido')"
            return int(base.execute(colunas, [debito, ni, dados]).lastrowid or 0)

    def excluir(self, numero: str, motivo: str) -> None:
        """Levanta `Negado`."""
        self._mudar(numero, de=("incluido", "suspenso"), para="baixado", motivo=motivo, senao="NAO_EXISTE")

    def suspender(self, numero: str, motivo: str) -> None:
        """Levanta `Negado`."""
        self._mudar(numero, de=("incluido",), para="suspenso", motivo=motivo, senao="JA_SUSPENSO")

    def reativar(self, numero: str) -> None:
        """Levanta `Negado`."""
        self._mudar(numero, de=("suspenso",), para="incluido", motivo="", senao="NAO_SUSPENSO")

    def _mudar(self, numero: str, *, de: tuple[str, ...], para: str, motivo: str, senao: str) -> None:
        with self._transacao() as base:
            achado = base.execute("select ni, situacao from registro where id = ?", [numero]).fetchone()
            if achado is None:
                raise Negado("NAO_EXISTE", "Registro não encontrado", 404)
            if para == "baixado" and desfecho_de(achado["ni"])["spc"] == "exclusao_recusada":
                raise Negado("BLOQUEIO", "Exclusão não permitida para o registro")
            if achado["situacao"] not in de:
                raise Negado(senao, f"O registro está {achado['situacao']}")
            base.execute("update registro set situacao = ?, motivo = ? where id = ?", [para, motivo, numero])

    def registros(self) -> list[dict[str, Any]]:
        """O que está na base e não foi baixado."""
        with self._transacao() as base:
            return [dict(um) for um in base.execute(f"select * from registro where {_ATIVO} order by id")]


_ATIVO: Final = "situacao <> 'baixado'"
