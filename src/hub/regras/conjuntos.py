"""O que se sabe da CDA pelos itens que vieram com ela."""

from __future__ import annotations

from typing import Final

import polars as pl

#: As cinco rubricas, na ordem do leiaute; o consolidado é a soma delas.
RUBRICAS: Final = ("valor_principal", "valor_correcao", "valor_juros", "valor_multa", "valor_encargos")
_PREFIXO: Final = "itens_"
#: Colunas que `com_soma_dos_itens` acrescenta.
SOMAS: Final = frozenset(f"{_PREFIXO}{rubrica}" for rubrica in RUBRICAS)


def soma_dos_itens(rubrica: str) -> pl.Expr:
    """Int64: centavos da `rubrica` somados nos itens da CDA; null se ela não tem itens."""
    return pl.col(f"{_PREFIXO}{rubrica}")


def com_soma_dos_itens(quadro: pl.DataFrame, itens: pl.DataFrame) -> pl.DataFrame:
    """O quadro de CDAs com as colunas `SOMAS`; rubrica que falta no item vale zero."""
    somas = itens.group_by("numero_cda").agg(
        pl.col(rubrica).sum().alias(f"{_PREFIXO}{rubrica}") for rubrica in RUBRICAS
    )
    return quadro.join(somas, on="numero_cda", how="left", maintain_order="left")
