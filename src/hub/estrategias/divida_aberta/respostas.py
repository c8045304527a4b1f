"""A resposta pública: a mesma para todo leitor, sem cookie, que os caches do caminho podem guardar por pouco tempo.

A página se monta sem o pedido: nada nela depende de quem lê, nem de ter entrado no portal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from hub.estrategias.divida_aberta.erros import LeiturasDemais, ListaOcupada
from hub.estrategias.divida_aberta.freio import leitura_contar
from hub.estrategias.divida_aberta.guarda import GUARDA, Montada
from hub.estrategias.divida_aberta.limites import SEGUNDOS_NO_CAMINHO

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
#: O que se diz aos buscadores: o que já se pagou não pode ficar guardado neles.
RESERVADA = "noindex, nofollow, noarchive"
DEMAIS = (LeiturasDemais, ListaOcupada)


def montar(modelo: str, contexto: Mapping[str, Any], *, situacao: int = 200, reservada: bool = True) -> Montada:
    """A página do modelo, igual para todos."""
    corpo = render_to_string(f"divida_aberta/{modelo}.html", {**contexto, "reservada": reservada}).encode()
    return Montada(corpo=corpo, situacao=situacao, reservada=reservada, desde=timezone.now())


def responder(
    pedido: HttpRequest, chave: str, fazer: Callable[[], Montada], *, agora: datetime, tipo: str = HTML
) -> HttpResponseBase:
    """A página da chave, guardada ou montada agora. Levanta o que o freio levanta (`DEMAIS`)."""

    def montar_contando() -> Montada:
        leitura_contar(pedido, agora=agora)
        return fazer()

    pagina = GUARDA.obter(chave, montar_contando)
    return guardavel(
        pedido,
        lambda: HttpResponse(pagina.corpo, status=pagina.situacao, content_type=tipo),
        etiqueta=pagina.etiqueta,
        desde=pagina.desde if pagina.situacao == HTTPStatus.OK else None,
        reservada=pagina.reservada,
    )


def guardavel(
    pedido: HttpRequest,
    fazer: Callable[[], HttpResponseBase],
    *,
    etiqueta: str,
    desde: datetime | None,
    reservada: bool = True,
) -> HttpResponseBase:
    """A resposta com o que um cache precisa; 304, sem a fazer, se quem pediu já a tem.

    `desde`: quando o conteúdo passou a ser este; nulo na que não se confirma por data.
    """
    instante = int(desde.timestamp()) if desde else None
    resposta = get_conditional_response(pedido, etag=etiqueta, last_modified=instante) or fazer()
    resposta["Cache-Control"] = f"public, max-age={SEGUNDOS_NO_CAMINHO}"
    resposta["ETag"] = etiqueta
    if instante is not None:
        resposta["Last-Modified"] = http_date(instante)
    if reservada:
        resposta["X-Robots-Tag"] = RESERVADA
    return resposta


def pagina_publica(
    pedido: HttpRequest, chave: str, fazer: Callable[[], Montada], *, agora: datetime
) -> HttpResponseBase:
    """Como `responder`; a quem lê demais, a página que diz quando voltar."""
    try:
        return responder(pedido, chave, fazer, agora=agora)
    except DEMAIS as recusa:
        return de_espera(recusa)


def de_espera(recusa: LeiturasDemais | ListaOcupada) -> HttpResponse:
    """429, com os segundos até poder repetir."""
    corpo = render_to_string("divida_aberta/espera.html", {"recusa": recusa, "reservada": True})
    resposta = HttpResponse(corpo, status=recusa.status, content_type=HTML)
    resposta["Retry-After"] = str(recusa.campos["segundos"])
    resposta["Cache-Control"] = "no-store"
    return resposta
