"""O resumo do conteúdo de cada linha de um quadro normalizado."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import polars as pl

_SEPARADOR: Final = "\x1f"
_FATIA: Final = 50_000
#: 128 bits: cabe num `uuid` e não colide por acaso numa carteira de bilhões.
_BYTES: Final = 16


def resumir(quadro: pl.DataFrame, campos: Sequence[str]) -> pl.Series:
    """BLAKE2b dos valores de `campos`, nesta ordem, cada linha por si; nulos não contam no fim da lista.

    A forma canônica é o valor em texto (data como dias desde 1970-01-01, dinheiro em centavos, lógico `true` ou
    `false`), nulo vazio, separados por U+001F, sem separadores no fim. Nenhum valor normalizado contém U+001F.
    """
    colunas = [quadro[campo] for campo in campos]
    nulos = [coluna.null_count() for coluna in colunas]
    forma = tuple("sem" if not n else "so" if n == quadro.height else "com" for n in nulos)
    canonico = _canonico(tuple(campos), tuple(coluna.dtype for coluna in colunas), forma)
    resumos = [_resumo(linha) for linha in _em_fatias(quadro, canonico)]
    return pl.Series("resumo", resumos, dtype=pl.String)


def _em_fatias(quadro: pl.DataFrame, canonico: pl.Expr) -> Iterator[bytes]:
    """As formas canônicas, várias fatias de cada vez para ocupar os núcleos."""
    if quadro.height <= _FATIA:
        return iter(quadro.select(canonico).to_series().to_list())
    fatias = [quadro.lazy().slice(i, _FATIA).select(canonico) for i in range(0, quadro.height, _FATIA)]
    return chain.from_iterable(fatia.to_series().to_list() for fatia in pl.collect_all(fatias))


@lru_cache(maxsize=1024)
def _canonico(campos: tuple[str, ...], tipos: tuple[pl.DataType, ...], nulos: tuple[str, ...]) -> pl.Expr:
    """A expressão da forma canônica; `nulos` diz, por campo, se há nulos: `sem`, `com` ou `so` (todos)."""
    partes = [_em_texto(*campo) for campo in zip(campos, tipos, nulos, strict=True)]
    return pl.concat_str(partes, separator=_SEPARADOR).str.strip_chars_end(_SEPARADOR).cast(pl.Binary)


def _em_texto(campo: str, tipo: pl.DataType, nulos: str) -> pl.Expr:
    if nulos == "so":
        return pl.lit("")
    valor = pl.col(campo)
    if tipo == pl.Date:
        valor = valor.cast(pl.Int32)
    if tipo != pl.String:
        valor = valor.cast(pl.String)
    return valor.fill_null("") if nulos == "com" else valor


def _resumo(canonico: bytes) -> str:
    return hashlib.blake2b(canonico, digest_size=_BYTES).hexdigest()
