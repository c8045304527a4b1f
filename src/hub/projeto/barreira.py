"""O que não passa da porta, antes de qualquer tela ou rota."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Resposta = Callable[[HttpRequest], HttpResponseBase]


def sem_caractere_nulo(proximo: Resposta) -> Resposta:
    """Responde 400 ao caractere nulo no endereço ou no número da sessão: com ele o banco não compara texto algum."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        sessao = pedido.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if "\0" in pedido.path_info + sessao or "%00" in pedido.META.get("QUERY_STRING", ""):
            raise BadRequest("caractere nulo no endereço ou na sessão")
        return proximo(pedido)

    return atender
