"""Os limites que o leiaute PEFIN diz, como os três códigos públicos que o implementam os repetem."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

#: Idade do vencimento no dia do movimento: no mínimo 4 dias, no máximo 4 anos e 11 meses (campo 4 do detalhe).
IDADE_MINIMA, IDADE_MAXIMA = "4d", "4y11mo"
#: A pessoa física tem de ter feito 18 anos (campo 23 do detalhe).
MAIORIDADE: Final = "18y"
#: A sequência tem sete algarismos.
MAXIMO_DE_LINHAS: Final = 9_999_999
#: Tirados o header e o trailer.
MAXIMO_DE_DETALHES: Final = MAXIMO_DE_LINHAS - 2
#: Os códigos de erro de um registro: quantos cabem, e de quantas posições.
CODIGOS, POSICOES_DO_CODIGO = 20, 3
#: O que o contrato pode ter (campo 32 do detalhe).
FORMA_DO_CONTRATO: Final = r"^[A-Z0-9/\-. ]+$"


def janela(movimento: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """O vencimento mais velho e o mais novo que se incluem num movimento do dia dado, os dois inclusive."""
    return movimento.dt.offset_by(f"-{IDADE_MAXIMA}"), movimento.dt.offset_by(f"-{IDADE_MINIMA}")


def janela_de(movimento: date) -> tuple[date, date]:
    """O mesmo que `janela`, para um dia só."""
    mais_velho, mais_novo = pl.select(*_nomeadas(janela(pl.lit(movimento)))).row(0)
    return mais_velho, mais_novo


def _nomeadas(datas: tuple[pl.Expr, pl.Expr]) -> list[pl.Expr]:
    return [datas[0].alias("desde"), datas[1].alias("ate")]
