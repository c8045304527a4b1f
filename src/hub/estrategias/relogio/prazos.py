"""Em quantos dias úteis cada canal tem de soltar quem pagou, como dado com a fonte ao lado."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from hub.comum.calendario import dia_util

#: Quantos dias para trás e para a frente o calendário alcança; o fato mais antigo já passou de qualquer prazo.
PARA_TRAS, PARA_A_FRENTE = timedelta(days=800), timedelta(days=60)
#: O motivo que vale para os que não têm linha própria.
TODOS: Final = "*"


@cache
def prazos_da_baixa() -> tuple[dict[str, str], ...]:
    """As linhas de `prazos_da_baixa.csv`: estrategia, motivo, dias_uteis, marca e base."""
    with files("hub.estrategias.relogio").joinpath("prazos_da_baixa.csv").open(encoding="utf-8") as arquivo:
        return tuple(csv.DictReader(arquivo))


def prazo_da_baixa(estrategia: str, motivo: str) -> dict[str, str] | None:
    """A linha do canal e do motivo; nula se o canal não promete prazo."""
    do_canal = {linha["motivo"]: linha for linha in prazos_da_baixa() if linha["estrategia"] == estrategia}
    return do_canal.get(motivo) or do_canal.get(TODOS)


def parametros_do_prazo(em: date, uf: str) -> dict[str, object]:
    """Os parâmetros `prazos` e `uteis` das consultas: a tabela e os dias úteis da UF do credor em volta de `em`."""
    colunas = [{nome: linha[nome] for nome in ("estrategia", "motivo", "dias_uteis")} for linha in prazos_da_baixa()]
    return {"prazos": json.dumps(colunas), "uteis": _dias_uteis(em, uf)}


@cache
def _dias_uteis(em: date, uf: str) -> list[date]:
    dias = (em - PARA_TRAS + timedelta(days=n) for n in range((PARA_TRAS + PARA_A_FRENTE).days + 1))
    return [dia for dia in dias if dia_util(dia, uf or None)]
