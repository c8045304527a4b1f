"""A linha do tempo de uma carteira: que versão vale em cada período."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hub.credores.models import VersaoDaCarteira

_UM_DIA = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Trecho:
    desde: date
    #: último dia; nulo = sem fim marcado
    ate: date | None
    versao: VersaoDaCarteira


def vale_em(versao: VersaoDaCarteira, dia: date) -> bool:
    return versao.vigente_desde <= dia and (versao.vigente_ate is None or dia <= versao.vigente_ate)


def versao_no_dia(versoes: Sequence[VersaoDaCarteira], dia: date) -> VersaoDaCarteira | None:
    """Das que alcançam o dia, a de maior número."""
    return max((v for v in versoes if vale_em(v, dia)), key=lambda versao: versao.versao, default=None)


def cortes(versoes: Sequence[VersaoDaCarteira]) -> list[date]:
    """Os dias em que o que vale pode mudar, em ordem."""
    depois_do_fim = {v.vigente_ate + _UM_DIA for v in versoes if v.vigente_ate and v.vigente_ate < date.max}
    return sorted({versao.vigente_desde for versao in versoes} | depois_do_fim)


def linha_do_tempo(versoes: Sequence[VersaoDaCarteira]) -> list[Trecho]:
    """Os trechos em que alguma versão vale, em ordem."""
    trechos: list[Trecho] = []
    for de, seguinte in pairwise([*cortes(versoes), None]):
        vale = versao_no_dia(versoes, de) if de else None
        if de is None or vale is None:
            continue
        ate = seguinte - _UM_DIA if seguinte else None
        anterior = trechos[-1] if trechos else None
        if anterior and anterior.versao is vale and anterior.ate == de - _UM_DIA:
            trechos[-1] = replace(anterior, ate=ate)
        else:
            trechos.append(Trecho(desde=de, ate=ate, versao=vale))
    return trechos
