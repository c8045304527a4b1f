"""Grava no livro as CDAs que a recepção aceitou."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import polars as pl
from django.db import connection

from hub.comum.dinheiro import centavos_para_texto
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import CDA, Corresponsavel, Item

#: um quadro por tabela do leiaute padrão
Quadros = Mapping[str, pl.DataFrame]
#: Colunas da tabela que não vêm do leiaute padrão.
DO_HUB = {"id", "credor_id", "lote_id", "carteira_id", "posicao", "resumo", "versao", "valor_pago"}


#: tabela do leiaute, modelo e coluna de ordem do que pertence à CDA
FILHAS: tuple[tuple[str, type[Corresponsavel | Item], str], ...] = (
    ("devedor", Corresponsavel, "ordem"),
    ("item", Item, "sequencia"),
)


@cache
def colunas_do_leiaute() -> tuple[str, ...]:
    """Campos do leiaute padrão que a tabela `cda` guarda, na ordem dela."""
    return tuple(str(c.column) for c in CDA._meta.concrete_fields if c.column not in DO_HUB)


@cache
def colunas_de_dinheiro(modelo: type[CDA | Item | Corresponsavel]) -> tuple[str, ...]:
    """Colunas em reais que no quadro vêm em centavos."""
    return tuple(
        str(c.column)
        for c in modelo._meta.concrete_fields
        if c.get_internal_type() == "DecimalField" and c.column not in DO_HUB
    )


def cdas_incluir(*, credor: Credor, novas: pl.DataFrame, filhos: Quadros) -> None:
    """Inclui CDAs (colunas do leiaute padrão, `lote_id`, `resumo`, `carteira_id` e `posicao`) e o que pertence a elas.

    Levanta `IntegrityError` se outra transação incluiu o mesmo número neste meio-tempo.
    """
    if any(not filho.is_empty() for filho in filhos.values()):
        novas = novas.with_columns(_ids_novos(novas.height))
    quadro_copiar("cda", _linhas_da_cda(credor, novas))
    filhos_gravar(credor=credor, cdas=novas, filhos=filhos)


def filhos_gravar(*, credor: Credor, cdas: pl.DataFrame, filhos: Quadros) -> None:
    """Grava codevedores e itens das CDAs (que trazem `cda_id` e `numero_cda`)."""
    for tabela, modelo, ordem in FILHAS:
        filho = filhos.get(tabela)
        if filho is None or filho.is_empty():
            continue
        juntos = filho.join(cdas.select("numero_cda", "cda_id"), on="numero_cda", maintain_order="left")
        if ordem == "ordem":
            juntos = juntos.with_columns((pl.int_range(pl.len()).over("cda_id") + 2).alias("ordem"))
        colunas = [c.column for c in modelo._meta.concrete_fields if c.column not in {"id", "credor_id"}]
        pronto = juntos.select(pl.lit(credor.pk).alias("credor_id"), *colunas)
        quadro_copiar(modelo._meta.db_table, pronto, dinheiro=colunas_de_dinheiro(modelo))


def _linhas_da_cda(credor: Credor, novas: pl.DataFrame) -> pl.DataFrame:
    tem_id = novas["cda_id"].dtype == pl.Int64 and novas["cda_id"].null_count() == 0
    com_id = [pl.col("cda_id").alias("id")] if tem_id else []
    return novas.select(*com_id, pl.lit(credor.pk).alias("credor_id"), *_colunas_da_cda())


@cache
def _colunas_da_cda() -> tuple[pl.Expr, ...]:
    """As colunas da tabela, como o COPY as quer, menos o id e o credor."""
    dinheiro = colunas_de_dinheiro(CDA)
    return (
        *map(pl.col, ("lote_id", "carteira_id", "posicao")),
        (pl.lit("\\x") + pl.col("resumo")).alias("resumo"),
        pl.lit(1).alias("versao"),
        pl.lit(0).alias("valor_pago"),
        *(centavos_para_texto(pl.col(c)).alias(c) if c in dinheiro else pl.col(c) for c in colunas_do_leiaute()),
    )


def _ids_novos(quantidade: int) -> pl.Series:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('cda', 'id')) from generate_series(1, %s)", [quantidade])
        return pl.Series("cda_id", [linha[0] for linha in cursor.fetchall()], dtype=pl.Int64)


def cdas_alterar(*, credor: Credor, alteradas: pl.DataFrame, filhos: Quadros, em: datetime) -> None:
    """Substitui o conteúdo de CDAs (que trazem `cda_id`), guardando a versão anterior inteira.

    A posição só muda entre ativa, em consulta e suspensa; parcelada continua parcelada.
    """
    campos = ("lote_id", "carteira_id", "resumo", *colunas_do_leiaute())
    with connection.cursor() as cursor:
        cursor.execute("create temp table alterada (like cda) on commit drop")
        quadro_copiar("alterada", _linhas_da_cda(credor, alteradas))
        cursor.execute(_GUARDA_VERSAO)
        cursor.execute(_REGISTRA_POSICAO, {"em": em})
        trocas = ", ".join(f"{campo} = a.{campo}" for campo in campos)
        cursor.execute(_ALTERA.format(trocas=trocas))
        for tabela, filha, _ in FILHAS:
            if tabela in filhos:
                cursor.execute(f"delete from {filha._meta.db_table} f using alterada a where f.cda_id = a.id")
        cursor.execute("drop table alterada")
    filhos_gravar(credor=credor, cdas=alteradas, filhos=filhos)


_GUARDA_VERSAO = """
insert into cda_versao (credor_id, cda_id, versao, substituida_por_id, conteudo)
select c.credor_id, c.id, c.versao, a.lote_id, to_jsonb(c) from cda c join alterada a using (id)
"""
_NOVA_POSICAO = "case when c.posicao in ('ativa', 'em_consulta', 'suspensa') then a.posicao else c.posicao end"
_REGISTRA_POSICAO = f"""
insert into passagem (credor_id, cda_id, de, para, motivo, em)
select c.credor_id, c.id, c.posicao, {_NOVA_POSICAO}, 'lote:' || a.lote_id, %(em)s
  from cda c join alterada a using (id) where c.posicao <> {_NOVA_POSICAO}
"""
_ALTERA = (
    f"update cda c set {{trocas}}, versao = c.versao + 1, posicao = {_NOVA_POSICAO} from alterada a where a.id = c.id"
)
