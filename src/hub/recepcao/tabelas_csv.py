"""Achados em CSV, do jeito que planilha brasileira abre: UTF-8 com BOM e ponto e vírgula."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl

from hub.dividas.models import Lote
from hub.recepcao.mensagens import com_mensagens
from hub.regras.achados import ESQUEMA

#: Achados lidos do banco por vez.
POR_VEZ = 5_000


def achados_em_csv(lote: Lote) -> Iterator[bytes]:
    """Os achados guardados do lote, em pedaços (`pedaco_em_csv`)."""
    ultimo, primeiro = 0, True
    while True:
        linhas = list(lote.achados.filter(pk__gt=ultimo).order_by("pk").values_list("pk", *ESQUEMA)[:POR_VEZ])
        quadro = pl.DataFrame([linha[1:] for linha in linhas], schema=ESQUEMA, orient="row")
        yield pedaco_em_csv(quadro, primeiro=primeiro)
        if len(linhas) < POR_VEZ:
            return
        ultimo, primeiro = linhas[-1][0], False


def pedaco_em_csv(achados: pl.DataFrame, *, primeiro: bool) -> bytes:
    """Achados (`hub.regras.achados.ESQUEMA`) com mensagem e como resolver; o `primeiro` pedaço leva o cabeçalho.

    Texto que planilha leria como fórmula vai com apóstrofo.
    """
    texto = _sem_formulas(com_mensagens(achados)).write_csv(separator=";", include_header=primeiro).encode()
    return BOM_UTF8 + texto if primeiro else texto


def listar_em(saida: BinaryIO) -> Callable[[pl.DataFrame], None]:
    """Quem escreve em `saida`, que está vazia, cada quadro de achados que recebe."""

    def listar(achados: pl.DataFrame) -> None:
        saida.write(pedaco_em_csv(achados, primeiro=saida.tell() == 0))

    return listar


def _sem_formulas(quadro: pl.DataFrame) -> pl.DataFrame:
    return quadro.with_columns(pl.col(pl.String).str.replace(r"^([=+\-@\t\r\n＝＋－＠])", "'${1}"))
