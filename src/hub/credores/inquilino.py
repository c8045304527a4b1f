"""Em nome de quem se fala com o banco: o papel do PostgreSQL, o credor e a pessoa de que ele deixa ver as linhas.

Toda conexão recebe isto antes do primeiro comando (`hub.projeto.postgresql`), e a segurança por linha do banco faz o
resto (`hub.projeto.postgresql.seguranca`): quem não disse o credor não vê linha de credor nenhum.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum


class Papel(StrEnum):
    """Papéis do PostgreSQL."""

    #: o dono das tabelas: só para criá-las e mudá-las
    DONO = "none"
    #: a fila e a linha de comando: todas as linhas, nenhuma tabela
    SERVICO = "hub_servico"
    #: o portal e a API: só o credor e a pessoa que se disse
    WEB = "hub_web"
    #: o operador da PGFN no portal: adesões, convênios e equipes; nenhuma dívida
    PGFN = "hub_pgfn"


@dataclass(frozen=True, kw_only=True)
class Inquilino:
    """Quem fala com o banco. `credor` e `pessoa` são identificadores; None = nenhum."""

    papel: Papel
    credor: int | None = None
    pessoa: int | None = None


#: O de quem não disse nada. No processo web quem esqueceu de dizer não vê nada.
_do_processo = Inquilino(papel=Papel.SERVICO)
_ATUAL: ContextVar[Inquilino | None] = ContextVar("inquilino", default=None)


def processo_web() -> None:
    """Daqui em diante, neste processo, o que não diz quem é fala como o portal, sem credor."""
    global _do_processo  # noqa: PLW0603 - é do processo, e se diz uma vez, antes de atender
    _do_processo = Inquilino(papel=Papel.WEB)


def atual() -> Inquilino:
    return _ATUAL.get() or _do_processo


def trocar(inquilino: Inquilino | None) -> Inquilino | None:
    """Troca o desta linha de execução e devolve o que havia, para repor depois."""
    anterior = _ATUAL.get()
    _ATUAL.set(inquilino)
    return anterior


def assumir(*, credor: int | None = None, pessoa: int | None = None) -> None:
    """Diz, ou completa, de quem são as linhas que o pedido em curso pode ver."""
    de_antes = atual()
    novo = replace(de_antes, credor=credor or de_antes.credor, pessoa=pessoa or de_antes.pessoa)
    _ATUAL.set(novo)


@contextmanager
def como(papel: Papel, *, credor: int | None = None, pessoa: int | None = None) -> Iterator[None]:
    """Fala como outro por um trecho."""
    anterior = trocar(Inquilino(papel=papel, credor=credor, pessoa=pessoa))
    try:
        yield
    finally:
        _ATUAL.set(anterior)
