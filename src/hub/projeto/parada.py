"""Com o hub em somente leitura, o que grava não passa da porta; e o estado se mostra sem se perguntar quem pede."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

from hub.acesso.api import PREFIXO_DA_API, ROTA_DO_TOKEN, problema
from hub.operacao.erros import Parada
from hub.operacao.paradas import recusa_da_leitura
from hub.operacao.vigentes import somente_leitura
from hub.portal.erros import da_api

Resposta = Callable[[HttpRequest], HttpResponseBase]

#: Métodos que só leem.
SO_LEEM: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: As rotas do portal que, com outro método, não mudam nada que se cobra: entrar, sair, escolher por quem se age,
#: conferir, experimentar; e as da própria operação.
CONTINUAM: Final = frozenset(
    {
        "entrar",
        "entrar_codigo",
        "entrar_govbr",
        "govbr_volta",
        "govbr_nivel",
        "govbr_subir",
        "sair",
        "sair_govbr",
        "credor",
        "conferir_codigo",
        "convenio_experimentar",
        "pgfn_operacao_ligar",
        "pgfn_operacao_desligar",
    }
)
#: O que continua, na resposta da API.
FUNCIONA: Final = ("consultas", "resultados", "andamento", "estado", "token")
#: Começo dos endereços do estado público.
DO_ESTADO: Final = ("/estado", f"{PREFIXO_DA_API}/estado")


def estado_sem_sessao(proximo: Resposta) -> Resposta:
    """Nos endereços do estado, esquece a sessão: a página é a mesma para todos, e sai com o banco fora do ar."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        if pedido.path_info.startswith(DO_ESTADO):
            pedido.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return proximo(pedido)

    return atender


def so_leitura(proximo: Resposta) -> Resposta:
    """Responde 503, com o motivo e quando voltar, ao pedido que gravaria."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        if pedido.method not in SO_LEEM and (chave := somente_leitura()) and not _continua(pedido):
            return resposta_da_parada(pedido, recusa_da_leitura(chave))
        return proximo(pedido)

    return atender


def resposta_da_parada(pedido: HttpRequest, parada: Parada) -> HttpResponse:
    """A parada como página, ou como problem+json, com `Retry-After` se há fim previsto."""
    if da_api(pedido):
        resposta = problema(
            pedido,
            situacao=parada.status,
            codigo=parada.nome_do_codigo(),
            mensagem=parada.mensagem,
            **parada.extra,
            funciona=list(FUNCIONA),
        )
    else:
        resposta = render(pedido, "recusa.html", {"recusa": parada}, status=parada.status)
        resposta["Cache-Control"] = "private, no-store"
    if parada.volta_em is not None:
        resposta["Retry-After"] = str(parada.volta_em)
    return resposta


def _continua(pedido: HttpRequest) -> bool:
    if da_api(pedido):
        return pedido.path_info == PREFIXO_DA_API + ROTA_DO_TOKEN
    try:
        return resolve(pedido.path_info).url_name in CONTINUAM
    except Resolver404:
        return True
