"""Os prazos de um cadastro de devedores: espera depois da comunicação, idade do vencimento, permanência."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from hub.comum.calendario import somar_meses
from hub.regras.prazos import mais_antiga, prazo

#: A linha das UFs que não têm a sua.
TODAS = "*"


@dataclass(frozen=True, kw_only=True)
class Janela:
    """Que vencimentos um cadastro aceita, contados da data do envio."""

    #: dias que têm de ter passado desde o vencimento
    dias_minimos: int = 1
    #: meses depois dos quais não entra mais, além da permanência máxima da lei; nulo = só ela
    meses_maximos: int | None = None

    def mais_novo(self, em: date) -> date:
        """O vencimento mais novo que se aceita em `em`."""
        return em - timedelta(days=self.dias_minimos)

    def mais_velho(self, em: date) -> date:
        """O vencimento mais velho que se aceita em `em`."""
        da_lei = mais_velho_na_permanencia(em)
        return da_lei if self.meses_maximos is None else max(da_lei, somar_meses(em, -self.meses_maximos))


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
