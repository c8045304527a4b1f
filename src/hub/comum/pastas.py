"""Pastas com dado de credor: só o dono do processo entra, em cada nível."""

from __future__ import annotations

from pathlib import Path


def pasta_fechada(raiz: Path, *partes: str) -> Path:
    """A pasta `raiz/partes…`, criada com modo 0700 em todos os níveis que faltarem."""
    pasta = raiz
    raiz.mkdir(parents=True, exist_ok=True, mode=0o700)
    for parte in partes:
        pasta /= parte
        pasta.mkdir(exist_ok=True, mode=0o700)
    return pasta
