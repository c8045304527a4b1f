"""Entrar, sair, escolher o credor, o início e as páginas que não são de cômodo nenhum."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.entrada import entrada_conferir, entrada_registrar
from hub.acesso.equipe import convites_da
from hub.acesso.erros import EntradaLocalFechada
from hub.acesso.models import Usuario, VinculoDaPgfn
from hub.acesso.permissoes import Ato
from hub.acesso.sessao import Modo, modo_da_sessao, sessao_abrir
from hub.acesso.telas import CREDOR_DA_SESSAO, Pedido, tela, vinculos_da_sessao
from hub.comum.erros import Recusa
from hub.portal.destino import destino_de
from hub.portal.passos import passos_do
from hub.portal.tarefas import tarefas_do
from hub.portal.telas_conta import deve_codigo
from hub.portal.telas_govbr import entra_se_com_senha, govbr_do


@sensitive_post_parameters("senha")
@never_cache
@require_http_methods(["GET", "POST"])
def entrar(pedido: HttpRequest) -> HttpResponse:
    """A página de entrada: o botão do gov.br, e usuário e senha onde não há gov.br ou se pediu que os haja."""
    destino = destino_de(pedido)
    if pedido.user.is_authenticated:
        return redirect(destino)
    contexto = {"destino": destino, "govbr": govbr_do(pedido) is not None, "local": entra_se_com_senha(pedido)}
    if pedido.method == "GET":
        return render(pedido, "portal/entrar.html", contexto)
    contexto |= {"usuario": pedido.POST.get("usuario", "")[:150]}
    try:
        return _com_senha(pedido, contexto)
    except Recusa as recusa:
        return render(pedido, "portal/entrar.html", contexto | {"recusa": recusa}, status=recusa.status)


def _com_senha(pedido: HttpRequest, contexto: dict[str, Any]) -> HttpResponse:
    """Entra, ou vai ao segundo passo. Levanta `EntradaLocalFechada`, `EntradaRecusada` e `TentativasDemais`."""
    if not contexto["local"]:
        raise EntradaLocalFechada
    agora = timezone.now()
    senha = pedido.POST.get("senha", "")[:4096]
    pessoa = entrada_conferir(pedido=pedido, usuario=contexto["usuario"], senha=senha, agora=agora)
    if segundo_passo := deve_codigo(pedido, pessoa, contexto["destino"], agora):
        return segundo_passo
    sessao_abrir(pedido, pessoa=pessoa, modo=Modo.LOCAL, agora=agora)
    entrada_registrar(pedido=pedido, pessoa=pessoa, agora=agora)
    return redirect(contexto["destino"])


@require_POST
def sair(pedido: HttpRequest) -> HttpResponse:
    """Encerra a sessão daqui; de quem entrou pelo gov.br, leva o navegador a encerrar também a de lá."""
    pelo_govbr = modo_da_sessao(pedido) is Modo.GOVBR
    logout(pedido)
    if pelo_govbr and govbr_do(pedido) is not None:
        return redirect("sair_govbr")
    messages.success(pedido, "Você saiu. Até a próxima.")
    return redirect("entrar")


@never_cache
@require_http_methods(["GET", "POST"])
def credor(pedido: HttpRequest) -> HttpResponse:
    """A escolha do credor em nome de quem agir, para quem tem mais de um vínculo."""
    if not isinstance(pedido.user, Usuario):
        return redirect("entrar")
    vinculos = vinculos_da_sessao(pedido, pedido.user)
    destino = destino_de(pedido)
    escolhido = pedido.POST.get("credor", "")
    if (
        pedido.method == "POST"
        and re.fullmatch(r"[0-9]{1,18}", escolhido)
        and vinculos.filter(credor=int(escolhido)).exists()
    ):
        pedido.session[CREDOR_DA_SESSAO] = int(escolhido)
        return redirect(destino)
    contexto = {
        "vinculos": vinculos,
        "destino": destino,
        "atual": pedido.session.get(CREDOR_DA_SESSAO),
        "faltou": pedido.method == "POST",
        "da_pgfn": VinculoDaPgfn.objects.filter(usuario=pedido.user).exists(),
    }
    return render(pedido, "portal/credor.html", contexto, status=400 if contexto["faltou"] else 200)


@require_GET
def raiz(pedido: HttpRequest) -> HttpResponseBase:
    """O início de quem age por um credor; o da PGFN, para quem só é dela; os convites, para quem só os tem."""
    if isinstance(pedido.user, Usuario) and not vinculos_da_sessao(pedido, pedido.user).exists():
        if VinculoDaPgfn.objects.filter(usuario=pedido.user).exists():
            return redirect("pgfn")
        if convites_da(pedido.user, timezone.now()):
            return redirect("convites")
    return inicio(pedido)


@tela(Ato.CONSULTAR)
def inicio(pedido: Pedido) -> HttpResponse:
    passos = passos_do(pedido.acesso, timezone.localdate())
    contexto = {
        "tarefas": tarefas_do(pedido.acesso),
        "passos": passos,
        "passos_feitos": sum(passo.feito for passo in passos),
    }
    return render(pedido, "portal/inicio.html", contexto)


@require_GET
def privacidade(pedido: HttpRequest) -> HttpResponse:
    return render(pedido, "portal/privacidade.html")


@require_GET
def acessibilidade(pedido: HttpRequest) -> HttpResponse:
    return render(pedido, "portal/acessibilidade.html")
