"""O que não passa da porta, antes de qualquer tela ou rota, e o que toda resposta leva."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hub.portal.erros import da_api, metodo_errado

Resposta = Callable[[HttpRequest], HttpResponseBase]

#: O que a página pode carregar: só o que o próprio hub serve, e imagens embutidas.
POLITICA_DE_CONTEUDO = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def sem_caractere_nulo(proximo: Resposta) -> Resposta:
    """Responde 400 ao caractere nulo no endereço ou no número da sessão: com ele o banco não compara texto algum."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        sessao = pedido.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if "\0" in pedido.path_info + sessao or "%00" in pedido.META.get("QUERY_STRING", ""):
            raise BadRequest("caractere nulo no endereço ou na sessão")
        return proximo(pedido)

    return atender


def com_cabecalhos(proximo: Resposta) -> Resposta:
    """Põe em toda resposta a política de conteúdo, e nas da API, que têm dado de credor, que não se guardem cópias."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        resposta = proximo(pedido)
        resposta.headers["Content-Security-Policy"] = POLITICA_DE_CONTEUDO
        if da_api(pedido):
            resposta.headers.setdefault("Cache-Control", "private, no-store")
        return resposta

    return atender


def com_metodo_explicado(proximo: Resposta) -> Resposta:
    """Diz que métodos o endereço aceita a quem usou outro: o Django e o ninja respondem 405 sem explicar."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        resposta = proximo(pedido)
        if resposta.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return metodo_errado(pedido, resposta.headers.get("Allow", ""))
        return resposta

    return atender


def com_endereco_de_quem_pede(proximo: Resposta) -> Resposta:
    """Atrás de intermediários confiáveis (`HUB_INTERMEDIARIOS`), põe em `REMOTE_ADDR` o endereço de quem pediu.

    Cada intermediário acrescenta ao fim de `X-Forwarded-For` quem lhe pediu: o que vem antes é de quem quiser
    escrever, e não se lê. Cabeçalho mais curto que o esperado é pedido que não passou por todos: fica quem ligou.
    """
    quantos = settings.INTERMEDIARIOS

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        passaram = [parte.strip() for parte in pedido.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if 0 < quantos <= len(passaram) and passaram[-quantos]:
            pedido.META["REMOTE_ADDR"] = passaram[-quantos]
        return proximo(pedido)

    return atender
