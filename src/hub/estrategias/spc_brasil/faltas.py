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


class Sentido(StrEnum):
    JA_EXISTE = "ja_existe"
    NAO_EXISTE = "nao_existe"
    SEM_ACESSO = "sem_acesso"
    PASSAGEIRA = "passageira"
    RECUSA = "recusa"


@cache
def _expressoes() -> list[tuple[str, Sentido, re.Pattern[str]]]:
    with files("hub.estrategias.spc_brasil").joinpath("faltas.csv").open(encoding="utf-8") as arquivo:
        return [
            (linha["operacao"], Sentido(linha["sentido"]), re.compile(linha["expressao"]))
            for linha in csv.DictReader(arquivo)
        ]


def sentido_da(operacao: str, falta: str) -> Sentido:
    """O que a falta quer dizer na operação."""
    texto = _liso(falta)
    for qual, sentido, expressao in _expressoes():
        if qual in {"*", operacao} and expressao.search(texto):
            return sentido
    return Sentido.RECUSA


def _liso(texto: str) -> str:
    """Sem acento e em minúsculas."""
    sem_acento = "".join(c for c in unicodedata.normalize("NFD", texto) if not unicodedata.combining(c))
    return sem_acento.casefold()
