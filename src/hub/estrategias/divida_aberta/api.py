"""As diferenças por cursor, abertas a qualquer um."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router

from hub.acesso.api import problema
from hub.estrategias.divida_aberta.diferencas import diferencas_desde
from hub.estrategias.divida_aberta.erros import CursorErrado
from hub.estrategias.divida_aberta.guarda import Montada
from hub.estrategias.divida_aberta.limites import DIFERENCAS_POR_CHAMADA
from hub.estrategias.divida_aberta.respostas import DEMAIS, JSON, responder

rotas = Router(tags=["Dívida Aberta"])
#: O maior cursor: os identificadores do banco não passam disto.
_MAIOR = 2**63 - 1


@rotas.get(
    "/aberta/diferencas",
    auth=None,
    summary="O que entrou, mudou e saiu da lista pública",
    response=dict[str, Any],
)
def ver_diferencas(request: HttpRequest, desde: str = "0", limite: str = "") -> HttpResponseBase:
    """Sem token. Siga com `desde` igual a `proxima`, enquanto `ha_mais`; a remoção traz só a chave."""
    agora = timezone.now()
    numero = _inteiro("desde", desde, _MAIOR)
    quantas = _inteiro("limite", limite or str(DIFERENCAS_POR_CHAMADA), DIFERENCAS_POR_CHAMADA) or 1

    def fazer() -> Montada:
        achadas = diferencas_desde(numero, limite=quantas, dia=timezone.localtime(agora).date())
        corpo = json.dumps(achadas, ensure_ascii=False).encode()
        return Montada(corpo=corpo, situacao=200, reservada=True, desde=agora)

    try:
        return responder(request, f"diferencas:{numero}:{quantas}", fazer, agora=agora, tipo=JSON)
    except DEMAIS as recusa:
        return _espera(request, recusa)


def _espera(pedido: HttpRequest, recusa: Any) -> HttpResponse:
    resposta = problema(pedido, situacao=recusa.status, codigo=recusa.nome_do_codigo(), mensagem=recusa.mensagem)
    resposta["Retry-After"] = str(recusa.campos["segundos"])
    resposta["Cache-Control"] = "no-store"
    return resposta


def _inteiro(nome: str, texto: str, maior: int) -> int:
    """O número pedido, até o maior que serve. Levanta `CursorErrado`."""
    if not texto.isascii() or not texto.isdecimal() or len(texto) > 19:  # noqa: PLR2004 - algarismos de _MAIOR
        raise CursorErrado(nome=nome)
    return min(int(texto), maior)
