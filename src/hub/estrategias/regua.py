"""A régua: o que é devido numa data, e por que o resto não é. Nada se envia daqui."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection

from hub.credores.models import Carteira, Credor

#: A tabela provisória que as consultas dos canais juntam: uma linha por carteira que usa a estratégia.
_CRIA = """
create temp table if not exists regua_do_dia (
    carteira_id bigint, espera_dias integer, valor_minimo numeric(15,2), valor_maximo numeric(15,2),
    tributos text[], ufs text[], pessoa text
) on commit drop;
grant all on regua_do_dia to public
"""
_POE = "insert into regua_do_dia values (%s, %s, %s, %s, %s::text[], %s::text[], %s)"


def carteiras_sem(credor: Credor, estrategia: str) -> list[str]:
    """As carteiras do credor cuja régua não tem a estratégia."""
    carteiras = Carteira.objects.filter(credor=credor).order_by("codigo")
    return [carteira.codigo for carteira in carteiras if _etapa(carteira, estrategia) is None]


def regua_do_dia(*, credor: Credor, estrategia: str) -> int:
    """Põe em `regua_do_dia` (tabela da transação) a etapa da estratégia em cada carteira. Devolve quantas são.

    A espera de uma etapa soma as das anteriores: conta-se da entrada da CDA no hub, em dias corridos.
    """
    linhas = [linha for carteira in Carteira.objects.filter(credor=credor) if (linha := _etapa(carteira, estrategia))]
    with connection.cursor() as cursor:
        cursor.execute(_CRIA)
        cursor.execute("truncate regua_do_dia")
        for linha in linhas:
            cursor.execute(_POE, linha)
    return len(linhas)


def _etapa(carteira: Carteira, estrategia: str) -> tuple[Any, ...] | None:
    espera = 0
    for etapa in carteira.regua:
        espera += int(etapa.get("espera_dias", 0))
        if etapa["estrategia"] == estrategia:
            condicao = etapa.get("condicao", {})
            return (
                carteira.pk,
                espera,
                _reais(condicao.get("valor_minimo")),
                _reais(condicao.get("valor_maximo")),
                list(condicao.get("tributos", [])),
                list(condicao.get("ufs", [])),
                condicao.get("pessoa"),
            )
    return None


def _reais(texto: str | None) -> Decimal | None:
    return None if texto is None else Decimal(texto)
