"""Datas `AAAA-MM-DD` lidas por colunas de bytes, uma por posição: menos da metade do preço de analisar o texto.

Só decide o que é certo: o texto fora da forma, fora de `ANOS` ou de dia que não existe fica para a conversão completa.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.leiautes.padrao_tipos import ANOS

Inteiros = npt.NDArray[np.int32]

_BYTES: Final = 10
_MATRIZ: Final = pl.Array(pl.UInt8, _BYTES)
#: O texto de outro tamanho troca de lugar com um de dez bytes que não é data.
_DEZ_BYTES: Final = pl.when(pl.all().str.len_bytes() == _BYTES).then(pl.all()).otherwise(pl.lit("?" * _BYTES))
_ALGARISMOS: Final = [0, 1, 2, 3, 5, 6, 8, 9]
_ZERO, _NOVE, _HIFEN = np.uint8(ord("0")), 9, ord("-")
_PRIMEIRO, _ULTIMO = (dia.year for dia in ANOS)
_MESES: Final = 12
_COMECOS: Final = np.arange(f"{_PRIMEIRO}-01", f"{_ULTIMO + 1}-02", dtype="datetime64[M]").astype("datetime64[D]")
#: Dias desde 1970-01-01 do primeiro de cada mês, e os dias de cada mês.
_INICIO: Final = _COMECOS.astype(np.int32)
_TAMANHO: Final = np.diff(_INICIO).astype(np.uint8)


def datas_iso(textos: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As colunas de texto em Date, nula onde não se decidiu.

    Devolve também, só das colunas em que algum texto não se decidiu, em que linhas (Boolean).
    """
    octetos = textos.select(_DEZ_BYTES.cast(pl.Binary).bin.reinterpret(dtype=_MATRIZ, endianness="little"))
    lidas = {coluna.name: _dias(coluna.to_numpy()) for coluna in octetos}
    datas = pl.DataFrame({nome: dias for nome, (dias, _) in lidas.items()}).select(pl.all().cast(pl.Date))
    decididas = pl.DataFrame({nome: certas for nome, (_, certas) in lidas.items() if not certas.all()})
    if not decididas.width:
        return datas, decididas
    datas = datas.with_columns(pl.when(decididas[nome]).then(pl.col(nome)).alias(nome) for nome in decididas.columns)
    return datas, textos.select(~decididas[nome] & pl.col(nome).is_not_null() for nome in decididas.columns)


def _dias(matriz: npt.NDArray[np.uint8]) -> tuple[Inteiros, npt.NDArray[np.bool_]]:
    """Dias desde 1970-01-01 de textos de dez bytes, um por linha, e quais valem."""
    octetos = np.ascontiguousarray(matriz.reshape(-1, _BYTES).T)
    # Onde não há algarismo a conta dá a volta e o número não quer dizer nada: `certas` já o afastou.
    numeros = octetos - _ZERO
    certas = np.maximum.reduce(numeros[_ALGARISMOS]) <= _NOVE
    certas &= (octetos[4] == _HIFEN) & (octetos[7] == _HIFEN)
    seculo, anos, mes, dia = (numeros[i] * np.uint8(10) + numeros[i + 1] for i in (0, 2, 5, 8))
    ano = seculo * np.uint16(100) + anos - np.uint16(_PRIMEIRO)
    mes, dia = mes - np.uint8(1), dia - np.uint8(1)
    certas &= (ano <= _ULTIMO - _PRIMEIRO) & (mes < _MESES)
    ordem = ((ano * np.uint16(_MESES) + mes) * certas).astype(np.intp)
    certas &= dia < _TAMANHO.take(ordem)
    return _INICIO.take(ordem) + dia, certas
