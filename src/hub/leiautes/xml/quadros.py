"""XML em quadros, na forma de `ler_registros`: quem trata arquivo de título não precisa saber de onde ele veio."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hub.leiautes.achados import Achado
from hub.leiautes.motor.leitura import ler_registros
from hub.leiautes.xml.leitura import ler_xml


def ler_quadros(conteudo: bytes, nome: str | None = None) -> tuple[str | None, dict[str, pl.DataFrame], list[Achado]]:
    """Leiaute, quadros tipados por registro e achados de um XML da CRA.

    Os quadros têm as colunas de `ler_registros` do mesmo leiaute (e as que só o XML tem). O andamento por
    `complementos` vem como o posicional: uma `transacao` por andamento, com o código em `codigo_irregularidade` e o dia
    em `data_ocorrencia`; não há `header`, porque esse XML não diz o município.
    """
    lido = ler_xml(conteudo, nome, preservar=False)
    quadros = lido.quadros
    if lido.leiaute is not None and "apresentante" in quadros:
        quadros = {**ler_registros(lido.leiaute, b""), "transacao": _andamentos(quadros)}
    return lido.leiaute, quadros, lido.achados


def _andamentos(quadros: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Cada andamento com o título e o apresentante em que está."""
    modelo = ler_registros("protesto/andamento", b"")["transacao"]
    titulos = quadros["transacao"].drop("lote", "malformado").sort("linha")
    apresentantes = quadros["apresentante"].select("linha", "codigo_portador").sort("linha")
    andamentos = quadros["andamento"].select("linha", "lote", "codigo_andamento", "data_hora", "malformado")
    juntos = andamentos.sort("linha").join_asof(titulos, on="linha").join_asof(apresentantes, on="linha")
    quando = pl.col("data_hora").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    cheios = juntos.with_columns(
        tipo_ocorrencia=pl.lit("0"),
        codigo_irregularidade=pl.col("codigo_andamento"),
        data_ocorrencia=quando.dt.date(),
        complemento_registro=quando.dt.strftime("%d%m%Y %H%M%S"),
    )
    faltam = [pl.lit(None, dtype=tipo).alias(n) for n, tipo in modelo.schema.items() if n not in cheios.columns]
    return cheios.with_columns(faltam).select(modelo.columns)
