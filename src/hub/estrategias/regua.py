"""A régua: o que é devido numa data, e por que o resto não é. Nada se envia daqui."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from hub.credores.clausulas import limites_da
from hub.credores.consultas import convenio_em, vigor_em
from hub.credores.models import Carteira, Credor
from hub.regras.limites import casos_do_limite, reais

#: A tabela provisória que as consultas dos canais juntam: uma linha por carteira que usa a estratégia.
_CRIA = """
create temp table if not exists regua_do_dia (
    carteira_id bigint, espera_dias integer, valor_minimo numeric(15,2), valor_maximo numeric(15,2),
    tributos text[], ufs text[], pessoa text,
    impedimento text, convenio_minimo numeric(15,2), convenio_maximo numeric(15,2), mais_antiga date
) on commit drop;
grant all on regua_do_dia to public
"""
_POE = "insert into regua_do_dia values (%s, %s, %s, %s, %s::text[], %s::text[], %s, %s, %s, %s, %s)"
#: Os casos, para a consulta de cada canal (`c` é a CDA e `r` a etapa), em que o convênio a deixa de fora.
LIMITES_DO_CONVENIO = casos_do_limite(
    saldo="(c.valor_consolidado - c.valor_pago)",
    minimo="r.convenio_minimo",
    maximo="r.convenio_maximo",
    vencimento="c.data_vencimento",
    mais_antiga="r.mais_antiga",
)


def carteiras_sem(credor: Credor, estrategia: str) -> list[str]:
    """As carteiras do credor cuja régua não tem a estratégia."""
    carteiras = Carteira.objects.filter(credor=credor).order_by("codigo")
    return [carteira.codigo for carteira in carteiras if _etapa(carteira, estrategia) is None]


def regua_do_dia(*, credor: Credor, estrategia: str, em: date) -> int:
    """Põe em `regua_do_dia` (tabela da transação) a etapa da estratégia em cada carteira. Devolve quantas são.

    Cada linha leva o que o convênio em vigor na data limita na estratégia, ou por que nada se inclui
    (`impedimento`). A espera de uma etapa soma as das anteriores: conta-se da entrada da CDA no hub, em dias corridos.
    """
    linhas = [linha for carteira in Carteira.objects.filter(credor=credor) if (linha := _etapa(carteira, estrategia))]
    do_convenio = _do_convenio(credor, estrategia, em)
    with connection.cursor() as cursor:
        cursor.execute(_CRIA)
        cursor.execute("truncate regua_do_dia")
        for linha in linhas:
            cursor.execute(_POE, (*linha, *do_convenio))
    return len(linhas)


def _do_convenio(credor: Credor, estrategia: str, em: date) -> tuple[Any, ...]:
    vigor = vigor_em(credor, em)
    limites = limites_da(convenio_em(credor, em), estrategia, em=em)
    return f"convenio_{vigor}" if vigor.so_reduz else None, limites.minimo, limites.maximo, limites.mais_antiga


def _etapa(carteira: Carteira, estrategia: str) -> tuple[Any, ...] | None:
    espera = 0
    for etapa in carteira.regua:
        espera += int(etapa.get("espera_dias", 0))
        if etapa["estrategia"] == estrategia:
            condicao = etapa.get("condicao", {})
            return (
                carteira.pk,
                espera,
                reais(condicao.get("valor_minimo")),
                reais(condicao.get("valor_maximo")),
                list(condicao.get("tributos", [])),
                list(condicao.get("ufs", [])),
                condicao.get("pessoa"),
            )
    return None
