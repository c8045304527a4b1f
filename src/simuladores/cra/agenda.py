"""Do desfecho aos eventos: em que dia a CRA confirma, informa andamento e retorna cada título."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from simuladores.cra.estado import EVENTO

#: Andamentos de um título aceito: dias depois da confirmação, código.
_ANDAMENTOS: Final = ((0, "AA"), (2, "AG"))


def agendar(titulos: pl.DataFrame, desfechos: pl.DataFrame, *, em: date, andamento: bool) -> pl.DataFrame:
    """Os eventos dos títulos (`titulo`, `final`) recebidos em `em`, na forma de `EVENTO`."""
    com = titulos.select("titulo", "final").join(desfechos, on="final", maintain_order="left")
    com = com.with_columns(confirmado=_dia(em, pl.col("confirma_em")), retornado=_dia(em, pl.col("dias")))
    aceitos = com.filter(pl.col("na_confirmacao").is_null() & pl.col("confirmado").is_not_null())
    partes = [_confirmacoes(com), _retornos(com, em)]
    if andamento:
        partes += [_andamentos(aceitos, dias, codigo) for dias, codigo in _ANDAMENTOS]
    return pl.concat(partes).sort("data", "titulo", maintain_order=True)


def _dia(em: date, dias: pl.Expr) -> pl.Expr:
    return pl.lit(em).dt.offset_by(pl.concat_str(dias, pl.lit("d")))


def _confirmacoes(com: pl.DataFrame) -> pl.DataFrame:
    devolvido = pl.col("na_confirmacao").is_not_null()
    return _eventos(
        com.filter(pl.col("confirmado").is_not_null()),
        "C",
        data=pl.col("confirmado"),
        ocorrencia=pl.col("na_confirmacao"),
        irregularidade=pl.when(devolvido).then("irregularidade"),
        data_ocorrencia=pl.when(devolvido).then("confirmado"),
    )


def _andamentos(aceitos: pl.DataFrame, dias: int, codigo: str) -> pl.DataFrame:
    """O código de andamento viaja na coluna da irregularidade, como no leiaute; não passa do retorno."""
    quando = pl.col("confirmado").dt.offset_by(f"{dias}d")
    antes = aceitos.filter(pl.col("retornado").is_null() | (quando < pl.col("retornado")))
    return _eventos(
        antes,
        "M",
        data=quando,
        ocorrencia=pl.lit("0"),
        irregularidade=pl.lit(codigo),
        data_ocorrencia=quando,
    )


def _retornos(com: pl.DataFrame, em: date) -> pl.DataFrame:
    """O retorno, o que vem depois dele e a cópia ou o título fantasma que a variante pede."""
    retorna = com.filter(pl.col("retornado").is_not_null())
    # a lavratura ou o pagamento é da véspera da entrega, mas nunca antes do dia em que o título chegou
    vespera = pl.max_horizontal(pl.col("retornado").dt.offset_by("-1d"), pl.lit(em))
    errado = pl.when(pl.col("variante") == "total_errado").then(pl.lit("total_errado")).otherwise(pl.lit("normal"))
    primeiro = {
        "data": pl.col("retornado"),
        "ocorrencia": pl.col("ocorrencia"),
        "irregularidade": pl.col("irregularidade"),
        "data_ocorrencia": vespera,
        "variante": errado,
    }
    quando = _dia(em, pl.col("dias_depois"))
    segundo = {"data": quando, "ocorrencia": pl.col("depois"), "data_ocorrencia": quando}
    copia = primeiro | {"variante": pl.col("variante")}
    return pl.concat(
        [
            _eventos(retorna, "R", **primeiro),
            _eventos(retorna.filter(pl.col("variante").is_in(["repetido", "fantasma"])), "R", **copia),
            _eventos(retorna.filter(pl.col("depois").is_not_null()), "R", **segundo),
        ]
    )


def _eventos(quadro: pl.DataFrame, tipo: str, **colunas: pl.Expr) -> pl.DataFrame:
    """Linhas na forma de `EVENTO`, com o que não vier em branco."""
    padrao = {
        "tipo": pl.lit(tipo),
        "irregularidade": pl.lit(None, dtype=pl.String),
        "custas": pl.lit(0),
        "variante": pl.lit("normal"),
        "entregue": pl.lit(value=False),
    }
    return quadro.select("titulo", **{**padrao, **colunas}).select(
        pl.col(nome).cast(forma) for nome, forma in EVENTO.items()
    )


def evento(
    titulo: int, *, data: date, ocorrencia: str, data_ocorrencia: date, custas: int = 0, variante: str = "normal"
) -> dict[str, object]:
    """Um retorno avulso, na forma de `EVENTO`: a resposta a um pedido do apresentante."""
    return {
        "titulo": titulo,
        "tipo": "R",
        "data": data,
        "ocorrencia": ocorrencia,
        "irregularidade": None,
        "data_ocorrencia": data_ocorrencia,
        "custas": custas,
        "variante": variante,
        "entregue": False,
    }
