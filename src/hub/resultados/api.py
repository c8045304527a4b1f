"""Resultados pela API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from hub.acesso.api import chave_de
from hub.resultados.consultas import resultados

rotas = Router(tags=["Resultados"])


@rotas.get("/resultados", summary="O que cada estratégia fez e recuperou", response=dict[str, Any])
def ver_resultados(request: HttpRequest) -> dict[str, Any]:
    """A mesma forma de `hub resultados --json`; só do credor da chave."""
    return resultados(credor=chave_de(request).credor)
