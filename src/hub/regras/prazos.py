"""Os prazos da lei que as regras usam, como dados datados com a fonte ao lado (`prazos.csv`)."""

from __future__ import annotations

import csv
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Prazo:
    """Uma linha de `prazos.csv`."""

    codigo: str
    quantidade: int
    #: anos ou dias
    unidade: str
    #: primeiro dia em que vale; None = desde sempre
    desde: date | None
    #: último dia em que vale; None = ainda vale
    ate: date | None
    lei: str
    #: a que créditos se aplica, ou de que ato vem
    fonte: str


@cache
def prazos() -> tuple[Prazo, ...]:
    """Todos os prazos, na ordem da tabela."""
    with files("hub.regras").joinpath("prazos.csv").open(encoding="utf-8") as arquivo:
        return tuple(_prazo(linha) for linha in csv.DictReader(arquivo))


def _prazo(linha: dict[str, str]) -> Prazo:
    desde, ate = (date.fromisoformat(linha[nome]) if linha[nome] else None for nome in ("desde", "ate"))
    textos = {nome: linha[nome] for nome in ("codigo", "unidade", "lei", "fonte")}
    return Prazo(quantidade=int(linha["quantidade"]), desde=desde, ate=ate, **textos)


def prazo(codigo: str, em: date) -> int:
    """Quantos dias ou anos (conforme a tabela) vale o prazo `codigo` em `em`; KeyError se não há prazo vigente."""
    for p in prazos():
        if p.codigo == codigo and (p.desde or em) <= em <= (p.ate or em):
            return p.quantidade
    raise KeyError(codigo)


def mais_antiga(em: date, *, anos: int, dias: int = 0) -> date:
    """A data mais antiga cujo prazo de `anos` e mais `dias` ainda não terminou em `em`.

    Prazo de anos termina no dia e mês do começo; começado em 29/02, termina em 1º/03 do ano que não tem 29/02
    (CC art. 132 §3; Lei 810/1949 art. 3). O último dia ainda está no prazo.
    """
    fim = date.fromordinal(em.toordinal() - dias)
    ano = fim.year - anos
    if (fim.month, fim.day) == (2, 29) and not isleap(ano):
        return date(ano, 3, 1)
    if (fim.month, fim.day) == (3, 1) and isleap(ano) and not isleap(fim.year):
        return date(ano, 2, 29)
    return fim.replace(year=ano)
