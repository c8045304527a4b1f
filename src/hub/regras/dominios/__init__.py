"""Domínios das regras, lidos dos CSV ao lado: tributos por natureza e esfera, e faixas de CEP por UF."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Tributo:
    """Uma linha de `tributo-natureza.csv`, lista unificada proposta pelo projeto a partir de cadastros públicos."""

    #: o que vai na coluna `tributo`
    codigo: str
    nome: str
    #: esfera que o cobra: municipio, estado ou conselho
    ente: str
    #: natureza: tributaria, nao_tributaria ou mista
    classe: str


def _linhas(nome: str) -> list[dict[str, str]]:
    with files("hub.regras.dominios").joinpath(nome).open(encoding="utf-8") as arquivo:
        return list(csv.DictReader(arquivo))


#: código → tributo
TRIBUTOS: Final = {linha["codigo"]: Tributo(**linha) for linha in _linhas("tributo-natureza.csv")}
#: tipo de credor → esferas cujos tributos são dele (CF arts. 147, 149, 155 e 156)
ESFERAS: Final = {
    "MUNICIPIO": frozenset({"municipio"}),
    "ESTADO": frozenset({"estado"}),
    "DF": frozenset({"municipio", "estado"}),
    "AUTARQUIA_PROFISSIONAL": frozenset({"conselho"}),
    "CONSELHO": frozenset({"conselho"}),
}


def tributos(*, classes: frozenset[str] | None = None, entes: frozenset[str] | None = None) -> list[str]:
    """Os códigos das classes e das esferas pedidas, em ordem; None não restringe."""
    return sorted(
        t.codigo
        for t in TRIBUTOS.values()
        if (classes is None or t.classe in classes) and (entes is None or t.ente in entes)
    )


@cache
def uf_e_cep() -> tuple[str, ...]:
    """As combinações de UF e três primeiros algarismos do CEP que existem, como `PE500`."""
    return tuple(
        f"{faixa['uf']}{tres:03d}"
        for faixa in _linhas("cep-uf.csv")
        for tres in range(int(faixa["de"]) // 100, int(faixa["ate"]) // 100 + 1)
    )
