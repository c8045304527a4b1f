"""As palavras dos nomes e endereços fictícios, de `palavras.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

#: Toda empresa fictícia diz que é.
AVISO = "FICTÍCIA"


@cache
def palavras(lista: str) -> tuple[str, ...]:
    """Uma lista do arquivo: `prenomes`, `logradouros`…"""
    texto = files(__package__).joinpath("palavras.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(texto)[lista])
