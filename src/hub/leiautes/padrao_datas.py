"""Datas `AAAA-MM-DD` lidas aos pares de bytes, por tabelas de 65.536 entradas: um quarto do preço de analisar o texto.

Só decide o que é certo: o texto fora da forma, fora de `ANOS` ou de dia que não existe fica para a conversão completa.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.leiautes.padrao_tipos import ANOS

Inteiros = npt.NDArray[np.int32]

_PARES: Final = pl.Array(pl.UInt16, 5)
_BYTES: Final = 10
#: O par que não é da forma; somado a qualquer outro, passa de todos os limites.
_INVALIDO: Final = 1 << 20
_PRIMEIRO: Final = ANOS[0].year
_MESES: Final = 12
_COMECOS: Final = np.arange(f"{_PRIMEIRO}-01", f"{ANOS[1].year + 1}-02", dtype="datetime64[M]").astype("datetime64[D]")
#: Dias desde 1970-01-01 do primeiro de cada mês, e os dias de cada mês.
_INICIO: Final = _COMECOS.astype(np.int32)
_TAMANHO: Final = np.diff(_INICIO)


def _tabela(forma: str) -> Inteiros:
    """O número que está nos dígitos (`0`) de cada par de bytes desta forma, em ordem little-endian."""
    tabela = np.full(1 << 16, _INVALIDO, np.int32)
    algarismos = forma.count("0")
    for numero in range(10**algarismos):
        escrito = forma.replace("0" * algarismos, f"{numero:0{algarismos}}").encode()
        tabela[int.from_bytes(escrito, "little")] = numero
    return tabela


_DOIS, _DEZENA, _UNIDADE = _tabela("00"), _tabela("-0"), _tabela("0-")


def datas_iso(texto: pl.Series) -> tuple[pl.Series, pl.Series]:
    """As datas (Date, nula onde não se decidiu) e as posições dos textos que não se decidiram."""
    dez = (texto.str.len_bytes() == _BYTES).fill_null(value=False)
    onde = None if dez.all() else dez.to_numpy()
    dias, certas = _dias(texto if onde is None else texto.filter(dez))
    if onde is not None:
        todos, todas = np.zeros(len(texto), np.int32), np.zeros(len(texto), np.bool_)
        todos[onde], todas[onde] = dias, certas
        dias, certas = todos, todas
    datas = pl.Series(texto.name, dias).cast(pl.Date)
    if certas.all():
        return datas, pl.Series([], dtype=pl.UInt32)
    decididas = pl.Series(certas)
    datas = pl.select(pl.when(decididas).then(datas).alias(texto.name)).to_series()
    return datas, (~decididas & texto.is_not_null()).arg_true()


def _dias(texto: pl.Series) -> tuple[Inteiros, npt.NDArray[np.bool_]]:
    """Dias desde 1970-01-01 de textos de dez bytes, e quais valem."""
    pares = texto.cast(pl.Binary).bin.reinterpret(dtype=_PARES, endianness="little").to_numpy().reshape(-1, 5)
    ano = _DOIS[pares[:, 0]] * 100 + _DOIS[pares[:, 1]]
    mes = _DEZENA[pares[:, 2]] * 10 + _UNIDADE[pares[:, 3]]
    dia = _DOIS[pares[:, 4]]
    certas = (ano >= _PRIMEIRO) & (ano <= ANOS[1].year) & (mes >= 1) & (mes <= _MESES)
    ordem = np.where(certas, (ano - _PRIMEIRO) * _MESES + mes - 1, 0)
    certas &= (dia >= 1) & (dia <= _TAMANHO[ordem])
    return _INICIO[ordem] + dia - 1, certas
