"""As datas de cada CDA, em ordem: fato, vencimento, constituição, inscrição, consolidação, até o dia dado.

Nenhuma prescreve (CTN art. 174): a constituição fica dentro dos cinco anos, com folga.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from hub.comum.ficticios.sorteio import Inteiros, Sorteio

#: Dias, contados para trás do dia dado, em que a constituição pode estar.
CONSTITUICAO = (1826 - 75, 130)
#: Dias da constituição à inscrição, no mínimo.
ATE_A_INSCRICAO = 60
#: A inscrição fica pelo menos estes dias antes do dia dado.
FOLGA = 40
_EPOCA = date(1970, 1, 1)


def sortear_datas(sorteio: Sorteio, tributos: pl.DataFrame, em: date) -> pl.DataFrame:
    """Colunas Date, com os nomes do leiaute, e `exercicio` (Int64)."""
    dia = (em - _EPOCA).days
    ano = sorteio.inteiros("ano", tributos.height, em.year - 5, em.year)
    vencimento = _do_fato_ao_vencimento(sorteio, tributos)
    constituicao = tributos["constituicao_dias"].to_numpy() + sorteio.inteiros("constituicao", tributos.height, 0, 30)
    for _ in range(CONSTITUICAO[0] // 365 + 2):
        fato = _fatos(sorteio, tributos, ano)
        quando = fato + vencimento + constituicao
        fora = (quando < dia - CONSTITUICAO[0]).astype(np.int64) - (quando > dia - CONSTITUICAO[1]).astype(np.int64)
        if not fora.any():
            break
        ano = ano + fora
    cedo = quando + ATE_A_INSCRICAO
    inscricao = cedo + (sorteio.fracoes("inscricao", tributos.height) ** 2 * (dia - FOLGA - cedo + 1)).astype(np.int64)
    return pl.DataFrame(
        {
            "data_fato_gerador": _datas(fato),
            "data_vencimento": _datas(fato + vencimento),
            "data_constituicao_definitiva": _datas(quando),
            "data_inscricao": _datas(inscricao),
            "exercicio": ano,
        }
    ).with_columns(data_consolidacao=pl.lit(em.replace(day=1) - timedelta(days=1)))


def _do_fato_ao_vencimento(sorteio: Sorteio, tributos: pl.DataFrame) -> Inteiros:
    varia = np.where(tributos["ritmo"].to_numpy() == "mensal", 5, 20)
    dias: Inteiros = tributos["vencimento_dias"].to_numpy() + sorteio.inteiros("vencimento", len(varia), 0, 99) % varia
    return dias


def _fatos(sorteio: Sorteio, tributos: pl.DataFrame, ano: Inteiros) -> Inteiros:
    """Em dias desde 1970: 1º de janeiro (anual), último dia do mês (mensal) ou um dia qualquer (ato)."""
    mes = sorteio.inteiros("mes", len(ano), 1, 12)
    inicio = _primeiro_dia(ano, np.zeros_like(ano))
    fim_do_mes = _primeiro_dia(ano, mes) - 1
    um_dia = inicio + sorteio.inteiros("dia", len(ano), 0, 364)
    ritmo = tributos["ritmo"].to_numpy()
    fatos: Inteiros = np.select([ritmo == "anual", ritmo == "mensal"], [inicio, fim_do_mes], um_dia)
    return fatos


def _primeiro_dia(ano: Inteiros, meses: Inteiros) -> Inteiros:
    mes = ((ano - 1970) * 12 + meses).astype("datetime64[M]")
    return mes.astype("datetime64[D]").astype(np.int64)


def _datas(dias: Inteiros) -> pl.Series:
    return pl.Series(dias).cast(pl.Int32).cast(pl.Date)
