"""Os prazos de um cadastro de devedores: espera depois da comunicação, idade do vencimento, permanência."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Protocol

from hub.regras.prazos import mais_antiga, prazo

#: A linha das UFs que não têm a sua.
TODAS = "*"


class Janela(Protocol):
    """Que vencimentos um cadastro aceita, contados da data do envio."""

    def __call__(self, em: date, /) -> tuple[date, date]:
        """O vencimento mais velho e o mais novo que se aceitam em `em`, os dois inclusive."""


def so_a_lei(em: date) -> tuple[date, date]:
    """A janela de quem não tem outra: vencida, e dentro da permanência máxima."""
    return mais_velho_na_permanencia(em), em - timedelta(days=1)


def mais_velho_na_permanencia(em: date) -> date:
    """O vencimento mais velho que em `em` ainda pode estar registrado (CDC art. 43 §§ 1º e 5º; STJ Súmula 323)."""
    return mais_antiga(em, anos=prazo("permanencia_negativacao", em))


@cache
def esperas() -> dict[str, int]:
    """Por UF do devedor, e `*` nas outras, os dias entre a comunicação e o registro (`esperas.csv`, com a fonte)."""
    with files("hub.estrategias.cadastro").joinpath("esperas.csv").open(encoding="utf-8") as arquivo:
        return {linha["uf"]: int(linha["dias"]) for linha in csv.DictReader(arquivo)}


def parametros_da_espera(propria: int | None) -> dict[str, object]:
    """Os parâmetros `espera` e `esperas` das consultas; `propria`: a que o credor disse, que vale em toda UF."""
    if propria is not None:
        return {"espera": propria, "esperas": "{}"}
    return {"espera": esperas()[TODAS], "esperas": json.dumps(esperas())}
