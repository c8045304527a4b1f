"""O que se procura na dívida sai de um índice também sob o inquilino.

O banco só deixa a busca chegar ao índice antes da política se nada nela pode revelar linha alheia: `upper`, `like` e
até `coalesce` não passam, e a consulta que levava milésimos passa a ler a tabela inteira sem que nada falhe.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from abuso.atacante import Alvo
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro, filtrar
from hub.dividas.models import CDA
from hub.estrategias.protesto.plano import PLANO

pytestmark = pytest.mark.django_db

BUSCAS: dict[str, tuple[Callable[[Credor], object], str]] = {
    "nome": (lambda credor: list(filtrar(credor=credor, filtro=Filtro(busca="Maria"))), "devedor_nome_busca >="),
    "numero": (lambda credor: list(filtrar(credor=credor, filtro=Filtro(busca="2024/1"))), "numero_cda >="),
    "documento": (
        lambda credor: list(filtrar(credor=credor, filtro=Filtro(busca="52998224725"))),
        "devedor_documento =",
    ),
    "titulo_repetido": (
        lambda credor: PLANO.motivos(credor=credor, em=date(2026, 3, 2), limite=10),
        "numero_titulo)::text =",
    ),
}


def encher(cda: CDA, quantas: int = 5_000) -> None:
    """Outras CDAs do mesmo credor, para que ao banco compense escolher o índice certo."""
    iguais = [c.column for c in CDA._meta.concrete_fields if c.column not in {"id", "numero_cda", "devedor_nome_busca"}]
    distintas = {"devedor_nome": "'NOME ' || n || ' ' || devedor_nome", "devedor_documento": "lpad(n::text, 11, '0')"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into cda (numero_cda, {', '.join(iguais)})"
            f" select 'X' || n, {', '.join(distintas.get(coluna, coluna) for coluna in iguais)}"
            "   from cda, generate_series(1, %s) n where id = %s",
            [quantas, cda.pk],
        )
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        cursor.execute("analyze cda")


@pytest.mark.parametrize("busca", BUSCAS)
def test_a_busca_sai_de_um_indice_tambem_sob_o_inquilino(busca: str, alvo: Alvo) -> None:
    procurar, condicao = BUSCAS[busca]
    encher(alvo.cda)
    planos: list[str] = []

    def explicar(executar: Callable[..., object], sql: str, parametros: object, *resto: object) -> object:
        with connection.connection.cursor() as cursor:
            # Os acionamentos são poucos, e o banco preferiria lê-los todos.
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(f"explain {sql}", parametros)
            planos.append("\n".join(linha for (linha,) in cursor.fetchall()))
        return executar(sql, parametros, *resto)

    with inquilino.como(Papel.WEB, credor=alvo.cda.credor_id), connection.execute_wrapper(explicar):
        procurar(alvo.cda.credor)
    das_buscas = [linha for plano in planos for linha in plano.splitlines() if condicao in linha]
    assert any("Index Cond" in linha for linha in das_buscas), "\n".join(planos)
    assert not any("Filter" in linha for linha in das_buscas), "\n".join(planos)
