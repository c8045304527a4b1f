"""Os textos dos achados, venham das regras ou da leitura do arquivo."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hub.recepcao.formatos.achados import REGRAS as DA_LEITURA
from hub.regras import mensagens as das_regras

#: Código → (mensagem, como resolver), das regras de leitura.
TEXTOS = {codigo: (regra.texto, regra.como_resolver) for codigo, regra in DA_LEITURA.items()}


def com_mensagens(achados: pl.DataFrame) -> pl.DataFrame:
    """Os achados com `mensagem` e `como_resolver`."""
    return das_regras.com_mensagens(achados, textos=TEXTOS)


def mensagem(achado: Mapping[str, object]) -> tuple[str, str]:
    """A mensagem e como resolver de um achado."""
    return das_regras.mensagem(achado, textos=TEXTOS)
