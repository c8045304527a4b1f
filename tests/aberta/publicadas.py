"""O que os cenários dos dados abertos leem: arquivos e diferenças."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.test import Client

from hub.credores import inquilino
from hub.estrategias.divida_aberta.guarda import GUARDA


def corpo(resposta: Any) -> bytes:
    """O corpo inteiro; o que se escreve aos poucos fala como o portal até o fim, e depois o cenário fala por si."""
    lido = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    inquilino.trocar(None)
    return lido


def linhas(conteudo: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(conteudo.decode()), delimiter=";"))


def diferencas(leitor: Client, desde: int = 0, **campos: object) -> dict[str, Any]:
    GUARDA.esvaziar()
    return json.loads(leitor.get("/api/v1/aberta/diferencas", {"desde": desde, **campos}).content)
