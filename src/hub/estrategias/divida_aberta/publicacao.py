"""Leva a lista pública ao que o livro diz, em fatias de CDAs: cada uma é uma transação, e repetir não muda nada."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import polars as pl
from django.db import connection, transaction

from hub.comum.municipios import quadro_de_municipios
from hub.dividas.gravacao import quadro_copiar, quadro_ler
from hub.estrategias.divida_aberta import mascara
from hub.estrategias.divida_aberta.tipos import SEM_CORRESPONDENCIA, tipo_por_tributo

#: Espaço de nomes da trava consultiva que deixa uma fatia por vez escrever na lista, e no fim da fila das diferenças.
TRAVA = 0xABE27A
#: O que se lê do livro (`hub_seguro.aberta_devidas`), com os tipos que tem.
_LIDAS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("cda", "devedor", "ente", "carteira", "versao"), pl.Int64),
    **dict.fromkeys(("documento", "nome", "papel", "uf", "ibge", "municipio", "tributo", "numero_cda"), pl.String),
    "numero_tem_cpf": pl.String,
    "inscrita_em": pl.Date,
    "valor": pl.Int64,
}
_LER = f"""
select {", ".join(coluna for coluna in _LIDAS if coluna != "valor")}, (saldo * 100)::bigint
  from hub_seguro.aberta_devidas(%(cdas)s::bigint[], %(dia)s::date)
"""


@dataclass(frozen=True, kw_only=True)
class Trocadas:
    """O que mudou na lista."""

    incluidas: int = 0
    alteradas: int = 0
    retiradas: int = 0
    #: as CDAs em que algo mudou; só as de uma fatia, que a soma de muitas não caberia na memória
    cdas: frozenset[int] = field(default=frozenset(), repr=False)

    def __add__(self, outra: Trocadas) -> Trocadas:
        return Trocadas(
            incluidas=self.incluidas + outra.incluidas,
            alteradas=self.alteradas + outra.alteradas,
            retiradas=self.retiradas + outra.retiradas,
        )

    @property
    def total(self) -> int:
        return self.incluidas + self.alteradas + self.retiradas


@transaction.atomic
def cdas_publicar(cdas: Iterable[int], *, dia: date, agora: datetime) -> Trocadas:
    """Põe, muda e tira da lista o que o livro diz dessas CDAs no dia.

    Duas ao mesmo tempo esperam uma pela outra: a leitura do livro vem depois da trava, e nunca é mais velha que o que
    já se publicou.
    """
    pedidas = sorted(set(cdas))
    if not pedidas:
        return Trocadas()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TRAVA])
        lidas = quadro_ler(_LER, {"cdas": pedidas, "dia": dia}, _LIDAS)
        cursor.execute("create temp table mexida on commit drop as select unnest(%s::bigint[]) as cda", [pedidas])
        cursor.execute("create temp table devida (like divida_publicada) on commit drop")
        cursor.execute("alter table devida drop column id, drop column chave, drop column publicada_em")
        quadro_copiar("devida", _como_se_mostra(lidas), dinheiro=("valor",))
        cursor.execute("analyze devida")
        for comando in _trocar():
            cursor.execute(comando, {"dia": dia, "agora": agora} if "%(" in comando else None)
        contas = Counter(dict(cursor.fetchall()))
        cursor.execute("select distinct cda from trocada")
        mudadas = frozenset(cda for (cda,) in cursor.fetchall())
        cursor.execute("drop table mexida, devida, conta_antes, trocada")
    return Trocadas(incluidas=contas["I"], alteradas=contas["A"], retiradas=contas["R"], cdas=mudadas)


@cache
def _trocar() -> list[str]:
    texto = files("hub.estrategias.divida_aberta").joinpath("sql/trocar.sql").read_text(encoding="utf-8")
    return [comando for comando in texto.split(";\n") if comando.strip()]


def _como_se_mostra(lidas: pl.DataFrame) -> pl.DataFrame:
    """As linhas do livro como a lista as guarda: sem CPF inteiro, e com o que as buscas procuram."""
    documentos = lidas["documento"].unique()
    codigos = pl.DataFrame(
        {"documento": documentos, "pessoa": [mascara.codigo_do(um) for um in documentos]},
        schema={"documento": pl.String, "pessoa": pl.String},
    )
    municipios = quadro_de_municipios().select("ibge", do_ibge="nome", da_uf="uf")
    documento, nome = pl.col("documento"), pl.col("nome")
    return (
        lidas.join(codigos, on="documento", how="left", maintain_order="left")
        .join(municipios, on="ibge", how="left", maintain_order="left")
        .with_columns(
            especie=pl.when(documento.str.len_chars() == 11).then(pl.lit("PF")).otherwise(pl.lit("PJ")),  # noqa: PLR2004
            tipo=pl.col("tributo").replace_strict(
                tipo_por_tributo(), default=SEM_CORRESPONDENCIA, return_dtype=pl.Int64
            ),
            numero_cda=mascara.numero_publico(pl.col("numero_cda"), pl.col("numero_tem_cpf") == "t"),
            nome_busca=mascara.nome_de_busca(nome),
            # O município e a UF são os do código; sem código que exista, fica só a UF que o credor disse.
            uf=pl.coalesce("da_uf", pl.when(pl.col("uf").str.contains("^[A-Z]{2}$")).then("uf"), pl.lit("")),
            ibge=pl.when(pl.col("do_ibge").is_not_null()).then("ibge").otherwise(pl.lit("")),
            municipio=pl.col("do_ibge").fill_null(""),
        )
        .with_columns(nome=mascara.nome_publico(nome), documento=mascara.documento_publico(documento))
        .select(_COLUNAS)
    )


_COLUNAS = (
    *("ente", "cda", "carteira", "devedor", "versao", "pessoa", "especie", "documento", "nome", "nome_busca"),
    *("papel", "uf", "ibge", "municipio", "tipo", "numero_cda", "inscrita_em", "valor"),
)
