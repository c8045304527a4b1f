"""Um cartório de teste: escreve confirmação, andamento e retorno sobre os títulos que se mandou."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from hub.dividas.models import Acionamento
from hub.leiautes.montagem import montar_lotes
from hub.leiautes.motor import escrever_registros

DIA = date(2026, 3, 4)
SIGLAS = {"protesto/confirmacao": "CRT", "protesto/retorno": "RTP", "protesto/andamento": "AND"}


def titulo(acionamento: Acionamento, **campos: Any) -> dict[str, Any]:
    """Os campos que identificam o título no arquivo; `campos` troca ou acrescenta."""
    return {
        "praca": acionamento.praca,
        "nosso_numero": acionamento.nosso_numero,
        "especie_titulo": "CDA",
        "numero_controle_devedor": 1,
        "valor_titulo": int(acionamento.valor * 100),
        "saldo_titulo": int(acionamento.valor * 100),
        "codigo_cartorio": "01",
        "numero_protocolo": f"26{acionamento.pk:08}",
        "data_protocolo": DIA,
        **campos,
    }


def arquivo(leiaute: str, titulos: Iterable[dict[str, Any]]) -> bytes:
    """O arquivo de 600 posições com os títulos, um lote por praça."""
    quadro = pl.DataFrame(list(titulos), infer_schema_length=None).sort("praca", maintain_order=True)
    pracas = quadro.select("praca").unique(maintain_order=True).with_row_index("lote", offset=1)
    transacoes = quadro.join(pracas, on="praca", maintain_order="left").drop("praca")
    cabecalhos = pracas.select(
        pl.col("lote").cast(pl.UInt32),
        pl.lit("999").alias("codigo_portador"),
        pl.lit("MUNICIPIO").alias("nome_portador"),
        pl.lit(DIA).alias("data_movimento"),
        pl.lit("SDT").alias("transacao_remetente"),
        pl.lit("BFO").alias("transacao_destinatario"),
        pl.lit(SIGLAS[leiaute]).alias("transacao_tipo"),
        pl.lit(1).alias("sequencial_remessa"),
        pl.col("praca").alias("codigo_municipio_praca"),
    )
    quadros = montar_lotes(
        leiaute, cabecalhos=cabecalhos, transacoes=transacoes.with_columns(pl.col("lote").cast(pl.UInt32))
    )
    return escrever_registros(leiaute, quadros)


def confirmacao(acionamentos: Iterable[Acionamento], **campos: Any) -> bytes:
    return arquivo("protesto/confirmacao", [titulo(a, **campos) for a in acionamentos])


def retorno(acionamentos: Iterable[Acionamento], ocorrencia: str, **campos: Any) -> bytes:
    proprios = {"tipo_ocorrencia": ocorrencia, "data_ocorrencia": DIA, **campos}
    return arquivo("protesto/retorno", [titulo(a, **proprios) for a in acionamentos])


def andamento(acionamentos: Iterable[Acionamento], etapa: str) -> bytes:
    proprios = {"tipo_ocorrencia": "0", "codigo_irregularidade": etapa, "data_ocorrencia": DIA}
    return arquivo("protesto/andamento", [titulo(a, **proprios) for a in acionamentos])
