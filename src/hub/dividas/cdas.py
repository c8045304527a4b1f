"""Grava no livro as CDAs que a recepção aceitou."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import polars as pl
from django.db import connection

from hub.comum.dinheiro import centavos_para_texto
from hub.comum.situacoes import DA_CAUSA, ENCERRADAS, Causa, Posicao
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import CDA, Corresponsavel, Item

#: um quadro por tabela do leiaute padrão
Quadros = Mapping[str, pl.DataFrame]
#: Colunas da tabela que não vêm do leiaute padrão.
DO_HUB = {
    *("id", "credor_id", "lote_id", "chegou_em", "carteira_id", "posicao", "causas", "resumo", "versao", "valor_pago"),
    "devedor_nome_busca",
}


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
    """Inclui CDAs e o que pertence a elas.

    `novas`: colunas do leiaute padrão, `lote_id`, `chegou_em`, `resumo`, `carteira_id`, `posicao` e `causas`.

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
        *map(pl.col, ("lote_id", "chegou_em", "carteira_id", "posicao", "causas")),
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
    """Substitui o conteúdo de CDAs (que trazem `cda_id` e `exigibilidade`), guardando a versão anterior inteira.

    A ressalva é a do conteúdo novo; a suspensão só acaba se ele diz EXIGIVEL; o parcelamento continua.
    """
    campos = ("lote_id", "chegou_em", "carteira_id", "resumo", *colunas_do_leiaute())
    linhas = _linhas_da_cda(credor, alteradas)
    with connection.cursor() as cursor:
        cursor.execute("create temp table alterada (like cda, exigibilidade text) on commit drop")
        quadro_copiar("alterada", linhas.hstack([alteradas["exigibilidade"]]))
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
select c.credor_id, c.id, c.versao, a.lote_id, to_jsonb(c) - 'devedor_nome_busca' from cda c join alterada a using (id)
"""
# Os parênteses não são enfeite: no PostgreSQL `|` e `&` têm a mesma precedência, e a ressalva se perderia.
_NOVAS_CAUSAS = f"""(a.causas | (c.causas & {int(Causa.PARCELADA)})
    | (case a.exigibilidade when 'EXIGIVEL' then 0 else c.causas & {int(Causa.SUSPENSA)} end))"""
_DAS_CAUSAS = " ".join(
    f"when {_NOVAS_CAUSAS} & {int(causa)} <> 0 then '{posicao}'" for causa, posicao in DA_CAUSA.items()
)
_ENCERRADAS = ", ".join(f"'{posicao}'" for posicao in sorted(ENCERRADAS))
_NOVA_POSICAO = f"case when c.posicao in ({_ENCERRADAS}) then c.posicao {_DAS_CAUSAS} else '{Posicao.ATIVA}' end"
_REGISTRA_POSICAO = f"""
insert into passagem (credor_id, cda_id, de, para, motivo, em)
select c.credor_id, c.id, c.posicao, {_NOVA_POSICAO}, 'lote:' || a.lote_id, %(em)s
  from cda c join alterada a using (id) where c.posicao <> {_NOVA_POSICAO}
"""
_ALTERA = f"""
update cda c
   set {{trocas}}, versao = c.versao + 1, posicao = {_NOVA_POSICAO}, causas = {_NOVAS_CAUSAS}
  from alterada a where a.id = c.id
"""
