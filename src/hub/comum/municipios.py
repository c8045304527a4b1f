"""Municípios do IBGE: código de sete dígitos, nome e UF.

Fonte: Divisão Territorial Brasileira do IBGE, 5.570 municípios, posição de 10/2022; os códigos foram
conferidos entre três cópias públicas independentes (nenhuma divergência de código; cinco grafias de nome).
Município criado depois não está aqui: quem confere código trata a ausência como aviso, não como erro.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

#: UF pelos dois primeiros dígitos do código IBGE.
UF_POR_PREFIXO = {
    "11": "RO", "12": "AC", "13": "AM", "14": "RR", "15": "PA", "16": "AP", "17": "TO",
    "21": "MA", "22": "PI", "23": "CE", "24": "RN", "25": "PB", "26": "PE", "27": "AL", "28": "SE", "29": "BA",
    "31": "MG", "32": "ES", "33": "RJ", "35": "SP",
    "41": "PR", "42": "SC", "43": "RS",
    "50": "MS", "51": "MT", "52": "GO", "53": "DF",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Municipio:
    #: código IBGE, sete dígitos, texto
    ibge: str
    #: nome oficial, com acentos
    nome: str
    #: sigla da UF
    uf: str


@cache
def municipios() -> dict[str, Municipio]:
    """Todos os municípios, por código IBGE."""
    with files("hub.comum").joinpath("municipios.csv").open(encoding="utf-8") as arquivo:
        return {linha["ibge"]: Municipio(**linha) for linha in csv.DictReader(arquivo)}


@cache
def quadro_de_municipios() -> pl.DataFrame:
    """Colunas `ibge`, `nome` e `uf`, todas texto, na ordem do código."""
    todos = municipios().values()
    return pl.DataFrame({coluna: [getattr(m, coluna) for m in todos] for coluna in ("ibge", "nome", "uf")})
