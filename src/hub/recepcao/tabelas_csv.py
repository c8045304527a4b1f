"""Os achados de um lote em CSV, do jeito que planilha brasileira abre: UTF-8 com BOM e ponto e vírgula."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hub.dividas.models import Lote
from hub.recepcao.mensagens import com_mensagens
from hub.regras.achados import ESQUEMA

#: Achados lidos do banco por vez.
POR_VEZ = 5_000


def achados_em_csv(lote: Lote) -> Iterator[bytes]:
    """O CSV em pedaços, com mensagem e como resolver; texto que planilha leria como fórmula vai com apóstrofo."""
    yield b"\xef\xbb\xbf"
    ultimo, primeira = 0, True
    while True:
        linhas = list(lote.achados.filter(pk__gt=ultimo).order_by("pk").values_list("pk", *ESQUEMA)[:POR_VEZ])
        quadro = com_mensagens(pl.DataFrame([linha[1:] for linha in linhas], schema=ESQUEMA, orient="row"))
        yield _sem_formulas(quadro).write_csv(separator=";", include_header=primeira).encode()
        if len(linhas) < POR_VEZ:
            return
        ultimo, primeira = linhas[-1][0], False


def _sem_formulas(quadro: pl.DataFrame) -> pl.DataFrame:
    return quadro.with_columns(pl.col(pl.String).str.replace(r"^([=+\-@\t\r\n＝＋－＠])", "'${1}"))
