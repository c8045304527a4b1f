"""O que entrou, mudou e saiu da lista: por cursor, para quem acompanha, e por dia, em CSV.

A diferença guarda só a chave; o dado é o que a lista diz agora. Do que saiu só resta a chave, também nas diferenças
antigas que o tinham incluído.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from hub.estrategias.divida_aberta.erros import DiferencasApagadas
from hub.estrategias.divida_aberta.limites import DIFERENCAS_GUARDADAS, LINHAS_POR_PARTE
from hub.estrategias.divida_aberta.linhas_abertas import EXPRESSOES, NOMES
from hub.estrategias.divida_aberta.marcas import UNICA
from hub.estrategias.divida_aberta.models import Diferenca, MarcaDaAberta

#: Colunas do arquivo de um dia.
COLUNAS_DO_DIA = ("operacao", *NOMES)


def diferencas_desde(desde: int, *, limite: int, dia: date) -> dict[str, Any]:
    """As diferenças depois de `desde`, até `limite`: `diferencas`, `proxima` (o `desde` seguinte) e `ha_mais`.

    Inclusão ou alteração do que depois saiu não aparece: a remoção vem adiante. Se o livro já não sustenta uma linha
    que a lista ainda não tirou, as diferenças param antes dela. Levanta `DiferencasApagadas`.
    """
    if desde < (MarcaDaAberta.objects.filter(pk=UNICA).values_list("podada_ate", flat=True).first() or 0):
        raise DiferencasApagadas(desde=desde, dias=DIFERENCAS_GUARDADAS.days)
    with connection.cursor() as cursor:
        cursor.execute(_DESDE, {"desde": desde, "limite": limite + 1, "dia": dia})
        linhas = cursor.fetchall()
    achadas: list[dict[str, Any]] = []
    proxima, ha_mais = desde, len(linhas) > limite
    for numero, tipo, chave, na_lista, *valores in linhas[:limite]:
        if na_lista and valores[0] is None:
            ha_mais = True
            break
        proxima = numero
        if tipo == Diferenca.Tipo.REMOCAO:
            achadas.append({"sequencia": numero, "operacao": "remocao", "chave": chave})
        elif na_lista:
            operacao = Diferenca.Tipo(tipo).label
            divida = {nome: None if v is None else str(v) for nome, v in zip(NOMES, valores, strict=True)}
            achadas.append({"sequencia": numero, "operacao": operacao, "chave": chave, "divida": divida})
    return {"diferencas": achadas, "proxima": proxima, "ha_mais": ha_mais}


def dias_com_diferencas() -> list[date]:
    """Os dias de que ainda se guardam diferenças, do mais novo para o mais velho."""
    with connection.cursor() as cursor:
        cursor.execute(_DIAS)
        return [dia for (dia,) in cursor.fetchall()]


def ultima_diferenca() -> int:
    """O número da última; zero se não há."""
    return Diferenca.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def diferencas_do_dia_em_csv(do_dia: date, *, hoje: date) -> Iterator[bytes]:
    """O arquivo de um dia, em blocos: por chave, só a última diferença dele; do que já saiu, só a chave."""
    yield (";".join(COLUNAS_DO_DIA) + "\n").encode()
    apos = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ATE_ONDE, {"do_dia": do_dia, "apos": apos, "limite": LINHAS_POR_PARTE})
            (ate,) = cursor.fetchone()
        if ate is None:
            return
        parametros = {"do_dia": do_dia, "apos": apos, "ate": ate, "dia": hoje}
        yield _linhas(parametros).write_csv(separator=";", include_header=False).encode()
        apos = ate


def _linhas(parametros: dict[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(_DO_DIA, parametros)
        lidas = [[None if valor is None else str(valor) for valor in linha] for linha in cursor.fetchall()]
    return pl.DataFrame(lidas, schema=dict.fromkeys(COLUNAS_DO_DIA, pl.String), orient="row")


#: `v`: das diferenças `d`, as linhas que a lista ainda tem e o livro ainda sustenta.
_SUSTENTADAS = f"""
c as materialized (
    select * from hub_seguro.aberta_conferir(
        array(select x.id from d join divida_publicada x on x.chave = d.chave where d.tipo <> 'R'), %(dia)s
    )
),
v as (
    select {EXPRESSOES}
      from c join divida_publicada p on p.id = c.publicada join ente_publicado e on e.id = p.ente
)
"""
_DESDE = f"""
with d as materialized (
    select id, tipo, chave from divida_diferenca where id > %(desde)s order by id limit %(limite)s
), {_SUSTENTADAS}
select d.id, d.tipo, d.chave::text, exists (select from divida_publicada x where x.chave = d.chave), v.*
  from d left join v on v.chave = d.chave::text and d.tipo <> 'R'
 order by d.id
"""
_DO_DIA = f"""
with d as materialized (
    select id, tipo, chave from divida_diferenca x
     where x.dia = %(do_dia)s and x.id > %(apos)s and x.id <= %(ate)s
       and not exists (select from divida_diferenca n where n.chave = x.chave and n.id > x.id and n.dia = x.dia)
), {_SUSTENTADAS}
select case when v.chave is null then 'remocao' when d.tipo = 'I' then 'inclusao' else 'alteracao' end,
       d.chave::text, {", ".join(f"v.{nome}" for nome in NOMES[1:])}
  from d left join v on v.chave = d.chave::text and d.tipo <> 'R'
 order by d.id
"""
_DIAS = """
select d::date from generate_series(
    (select max(dia) from divida_diferenca)::timestamp, (select min(dia) from divida_diferenca)::timestamp, '-1 day'
) d
 where exists (select from divida_diferenca x where x.dia = d::date)
"""
_ATE_ONDE = """
select max(id) from (
    select id from divida_diferenca where dia = %(do_dia)s and id > %(apos)s order by id limit %(limite)s
) x
"""
