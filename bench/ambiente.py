"""Um banco só do bench, no mesmo servidor, e uma pasta provisória: o que é de quem mede não é tocado, e tudo some.

O **modelo** é migrado e preparado uma vez; cada corrida recebe uma cópia dele e um processo novo, para que nenhuma
herde páginas, memória ou índices inchados da anterior.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from hub.comum.erros import Recusa
from hub.projeto.banco import url_do_banco

#: Espaço de nomes da trava que dá a cada bench em curso os seus bancos.
TRAVA = 0xBE4C
#: Linhas a partir das quais copiar os arquivos do modelo compensa.
BANCO_GRANDE = 50_000
CORRIDA = Path(__file__).with_name("corrida.py")


class CorridaFalhou(Recusa):
    """A corrida {papel} do bench {nome} parou com erro. Veja a mensagem dela, acima, e rode de novo só esse bench."""

    status = 500


@dataclass(frozen=True, kw_only=True)
class Ambiente:
    """Onde um bench se mede."""

    #: nome do bench, que é o do arquivo dele
    nome: str
    tamanho: int
    #: conexão que cria e apaga bancos
    conexao: psycopg.Connection[Any]
    #: nome do banco modelo
    modelo: str
    #: pasta provisória, comum ao preparo e às corridas
    pasta: Path
    #: variáveis de ambiente a mais para as corridas
    variaveis: Mapping[str, str]

    def preparar(self) -> dict[str, Any]:
        """Cria o modelo: tabelas e os dados que o bench pede."""
        self.conexao.execute(sql.SQL("create database {}").format(sql.Identifier(self.modelo)))
        return self._rodar("preparar", self.modelo)

    def correr(self, papel: str) -> dict[str, Any]:
        """Uma corrida (`nossa` ou `base`) numa cópia do modelo; devolve `segundos`, `memoria_mb` e o que ela contar."""
        copia = f"{self.modelo}_corrida"
        nomes = {"copia": sql.Identifier(copia), "modelo": sql.Identifier(self.modelo)}
        # Banco grande se copia por arquivo; o pequeno, pelo registro de transações, que não obriga a descarregar tudo.
        como = "file_copy" if self.tamanho >= BANCO_GRANDE else "wal_log"
        criar = sql.SQL(f"create database {{copia}} template {{modelo}} strategy {como}")
        self.conexao.execute(criar.format(**nomes))
        try:
            self._descarregar()
            return self._rodar(papel, copia)
        finally:
            banco_apagar(self.conexao, copia)

    def _descarregar(self) -> None:
        """O que ficou por gravar do preparo ou da corrida anterior não se cobra desta."""
        with suppress(psycopg.errors.InsufficientPrivilege):
            self.conexao.execute("checkpoint")

    def _rodar(self, papel: str, banco: str) -> dict[str, Any]:
        lugar = {"DATABASE_URL": url_de(banco), "HUB_PASTA": str(self.pasta / "hub")}
        feito = subprocess.run(  # noqa: S603 - comando nosso, sem entrada de fora
            [sys.executable, str(CORRIDA), self.nome, papel, str(self.tamanho), str(self.pasta)],
            env={**os.environ, **self.variaveis, **lugar},
            stdout=subprocess.PIPE,
            check=False,
        )
        if feito.returncode:
            raise CorridaFalhou(papel=papel, nome=self.nome)
        resposta: dict[str, Any] = json.loads(feito.stdout.splitlines()[-1])
        return resposta


@contextmanager
def ambiente(nome: str, tamanho: int, variaveis: Mapping[str, str] | None = None) -> Iterator[Ambiente]:
    """Um ambiente de medida; o que ele criou some na saída, com ou sem erro."""
    with (
        psycopg.connect(url_do_banco(), autocommit=True) as conexao,
        tempfile.TemporaryDirectory(prefix="hub-bench-") as pasta,
    ):
        modelo = f"hub_bench_{_vaga(conexao)}"
        # Um bench morto no meio deixa os bancos dele; quem recebe a vaga os apaga.
        _limpar(conexao, modelo)
        try:
            yield Ambiente(
                nome=nome,
                tamanho=tamanho,
                conexao=conexao,
                modelo=modelo,
                pasta=Path(pasta),
                variaveis=variaveis or {},
            )
        finally:
            _limpar(conexao, modelo)


def _vaga(conexao: psycopg.Connection[Any]) -> int:
    """O menor número que nenhum bench em curso tem; a trava é da sessão e se solta com ela."""
    for numero in count():
        obtida = conexao.execute("select pg_try_advisory_lock(%s, %s)", [TRAVA, numero]).fetchone()
        if obtida and obtida[0]:
            return numero
    raise AssertionError("inalcançável")


def _limpar(conexao: psycopg.Connection[Any], modelo: str) -> None:
    for nome in (f"{modelo}_corrida", modelo):
        banco_apagar(conexao, nome)


def banco_apagar(conexao: psycopg.Connection[Any], nome: str) -> None:
    """Apaga o banco, se existe, mesmo com alguém conectado."""
    conexao.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(nome)))


def url_de(banco: str) -> str:
    """O endereço de outro banco do mesmo servidor."""
    esquema, onde, _, opcoes, _ = urlsplit(url_do_banco())
    return f"{esquema}://{onde}/{banco}?{opcoes}"
