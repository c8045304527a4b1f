"""Os textos dos achados, venham das regras, da leitura do arquivo ou da comparação com o livro."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import polars as pl

from hub.recepcao.formatos.achados import REGRAS as DA_LEITURA
from hub.regras import mensagens as das_regras


@cache
def textos() -> dict[str, tuple[str, str]]:
    """Código → (mensagem, como resolver), das regras que moram na recepção."""
    com_livro = files("hub.recepcao").joinpath("regras.csv").read_text(encoding="utf-8")
    do_livro = {
        linha["codigo"]: (linha["texto"], linha["como_resolver"]) for linha in csv.DictReader(com_livro.splitlines())
    }
    return {codigo: (regra.texto, regra.como_resolver) for codigo, regra in DA_LEITURA.items()} | do_livro


def com_mensagens(achados: pl.DataFrame) -> pl.DataFrame:
    """Os achados com `mensagem` e `como_resolver`."""
    return das_regras.com_mensagens(achados, textos=textos())


def mensagem(achado: dict[str, object]) -> tuple[str, str]:
    """A mensagem e como resolver de um achado."""
    return das_regras.mensagem(achado, textos=textos())
