"""Lê confirmação, retorno e andamento, em 600 posições ou XML, e diz a que situação cada título vai."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from hub.comum.situacoes import Situacao
from hub.estrategias.conector import Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.leiautes.documento import conferir, detectar
from hub.leiautes.motor import ler_registros

#: Leiautes que o canal devolve.
DE_VOLTA = ("protesto/confirmacao", "protesto/retorno", "protesto/andamento")


@cache
def ocorrencias() -> dict[str, dict[str, str]]:
    """Por código de ocorrência do Anexo 2 do Layout Único: `situacao` e `frase`."""
    with files("hub.estrategias.protesto").joinpath("ocorrencias.csv").open(encoding="utf-8") as arquivo:
        return {linha["ocorrencia"]: linha for linha in csv.DictReader(arquivo)}
