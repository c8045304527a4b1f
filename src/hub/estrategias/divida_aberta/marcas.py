"""Até onde do livro já se leu, sem pular a linha de uma transação que começou antes e se confirmou depois.

O número de uma linha sai da sequência quando ela se grava, e só se vê quando a transação se confirma: entre uma coisa e
outra, números maiores já podem ter aparecido. Por isso a marca só avança a um **ponto confirmado**: anotam-se os
números do momento e as transações que têm a tabela aberta para gravar; quando todas elas tiverem acabado, nada mais
pode surgir abaixo deles. Até lá, o que veio depois da marca se lê de novo a cada vez, o que não muda nada.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hub.estrategias.divida_aberta.limites import NUMEROS_POR_FATIA, PONTOS
from hub.estrategias.divida_aberta.models import MarcaDaAberta

#: As tabelas que contam o que muda numa CDA e nos acionamentos dela; toda mudança deixa linha numa delas.
TABELAS = ("passagem", "movimento", "cda_versao")
#: A marca é uma linha só.
UNICA = 1
Numeros = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Leitura:
    """O que há a ler, e até onde a marca vai depois de se ler."""

    de: Numeros
    ate: Numeros
    #: até onde nada mais pode surgir
    confirmado: Numeros
    pontos: list[dict[str, Any]]


def leitura_abrir() -> Leitura:
    """O que se lerá agora; chama-se antes de ler, e fora de transação."""
    marca, _ = MarcaDaAberta.objects.get_or_create(pk=UNICA)
    lido = {tabela: int(marca.lido.get(tabela, 0)) for tabela in TABELAS}
    # A ordem importa: quem grava abaixo destes números já tinha a tabela aberta quando se pergunta quem a tem.
    numeros = _numeros()
    gravando = _gravando()
    pontos = [*marca.pontos, {"numeros": numeros, "espera": sorted(gravando)}]
    confirmados = [i for i, ponto in enumerate(pontos) if gravando.isdisjoint(ponto["espera"])]
    ultimo = confirmados[-1] if confirmados else -1
    confirmado = {t: max(lido[t], int(pontos[ultimo]["numeros"].get(t, 0))) for t in TABELAS} if confirmados else lido
    return Leitura(de=lido, ate=numeros, confirmado=confirmado, pontos=pontos[ultimo + 1 :][-PONTOS:])


def leitura_fechar(leitura: Leitura, *, agora: datetime) -> None:
    """Guarda que se leu; a marca nunca recua, ainda que dois fechem fora de ordem."""
    with transaction.atomic():
        marca = MarcaDaAberta.objects.select_for_update().get(pk=UNICA)
        marca.lido = {t: max(int(marca.lido.get(t, 0)), leitura.confirmado[t]) for t in TABELAS}
        marca.pontos = leitura.pontos
        marca.atualizada_em = agora
        marca.save(update_fields=["lido", "pontos", "atualizada_em"])


def cdas_mexidas(de: Numeros, ate: Numeros) -> Iterator[list[int]]:
    """As CDAs da estratégia com linha nova no livro, em fatias; uma pode vir em mais de uma."""
    for tabela in TABELAS:
        for inicio in range(de[tabela], ate[tabela], NUMEROS_POR_FATIA):
            fim = min(inicio + NUMEROS_POR_FATIA, ate[tabela])
            with connection.cursor() as cursor:
                cursor.execute(_MEXIDAS.format(tabela=tabela), {"de": inicio, "ate": fim})
                if cdas := [cda for (cda,) in cursor.fetchall()]:
                    yield cdas


def _numeros() -> Numeros:
    """O último número que cada sequência deu."""
    with connection.cursor() as cursor:
        consulta = " union all ".join(
            f"select '{t}', case when is_called then last_value else 0 end from {t}_id_seq" for t in TABELAS
        )
        cursor.execute(consulta)
        return dict(cursor.fetchall())


def _gravando() -> set[str]:
    """As transações, que não esta, com alguma das tabelas aberta para gravar."""
    with connection.cursor() as cursor:
        cursor.execute(_GRAVANDO, [list(TABELAS)])
        return {transacao for (transacao,) in cursor.fetchall()}


_MEXIDAS = """
select distinct m.cda_id from {tabela} m
 where m.id > %(de)s and m.id <= %(ate)s
   and exists (select from acionamento a where a.cda_id = m.cda_id and a.estrategia = 'divida_aberta')
"""
_GRAVANDO = """
select distinct virtualtransaction from pg_locks
 where locktype = 'relation' and mode = 'RowExclusiveLock' and pid is distinct from pg_backend_pid()
   and database = (select oid from pg_database where datname = current_database())
   and relation = any(array(select unnest(%s::text[])::regclass::oid))
"""
