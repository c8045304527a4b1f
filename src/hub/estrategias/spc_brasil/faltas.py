"""O que uma falta do serviço quer dizer: o registro já está, não está, ninguém entra, ou o serviço é que falhou.

A redação das faltas não é pública: as expressões são configuração (`faltas.csv`, com a marca e a fonte). O que nenhuma
reconhece é recusa do registro, e o texto dela se guarda.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Falta(StrEnum):
    JA_EXISTE = "ja_existe"
    NAO_EXISTE = "nao_existe"
    SEM_ACESSO = "sem_acesso"
    PASSAGEIRA = "passageira"
    RECUSA = "recusa"


@cache
def _expressoes() -> list[tuple[str, Falta, re.Pattern[str]]]:
    with files("hub.estrategias.spc_brasil").joinpath("faltas.csv").open(encoding="utf-8") as arquivo:
        return [
            (linha["operacao"], Falta(linha["sentido"]), re.compile(linha["expressao"]))
            for linha in csv.DictReader(arquivo)
        ]


def falta_da(operacao: str, dita: str) -> Falta:
    """O que a falta quer dizer na operação."""
    texto = _liso(dita)
    for qual, falta, expressao in _expressoes():
        if qual in {"*", operacao} and expressao.search(texto):
            return falta
    return Falta.RECUSA


def _liso(texto: str) -> str:
    """Sem acento e em minúsculas."""
    sem_acento = "".join(c for c in unicodedata.normalize("NFD", texto) if not unicodedata.combining(c))
    return sem_acento.casefold()
