"""Resultados pela API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from hub.acesso.api import PorToken, chamada_de
from hub.acesso.escopos import Escopo
from hub.resultados.consultas import resultados

rotas = Router(tags=["Resultados"])
LER = PorToken(Escopo.RESULTADOS_LER, conta=False)


@rotas.get("/resultados", auth=LER, summary="O que cada estratégia fez e recuperou", response=dict[str, Any])
def ver_resultados(request: HttpRequest) -> dict[str, Any]:
    """A mesma forma de `hub resultados --json`; só do credor da credencial."""
    return resultados(credor=chamada_de(request).credor)
