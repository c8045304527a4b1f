"""Entrar, sair, escolher o credor, o início e as páginas que não são de cômodo nenhum."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.entrada import entrada_conferir
from hub.acesso.models import Usuario
from hub.acesso.permissoes import Ato
from hub.acesso.telas import CREDOR_DA_SESSAO, Pedido, tela, vinculos_de
from hub.comum.erros import Recusa
from hub.portal.tarefas import tarefas_do


@sensitive_post_parameters("senha")
@never_cache
@require_http_methods(["GET", "POST"])
def entrar(pedido: HttpRequest) -> HttpResponse:
    """Entrada local, por usuário e senha; a sessão é renovada ao entrar."""
    destino = _destino(pedido)
    if pedido.user.is_authenticated:
        return redirect(destino)
    if pedido.method == "GET":
        return render(pedido, "portal/entrar.html", {"destino": destino})
    usuario = pedido.POST.get("usuario", "")[:150]
    try:
        pessoa = entrada_conferir(
            pedido=pedido, usuario=usuario, senha=pedido.POST.get("senha", "")[:4096], agora=timezone.now()
        )
    except Recusa as recusa:
        contexto = {"destino": destino, "usuario": usuario, "recusa": recusa}
        return render(pedido, "portal/entrar.html", contexto, status=recusa.status)
    login(pedido, pessoa)
    return redirect(destino)


@require_POST
def sair(pedido: HttpRequest) -> HttpResponse:
    logout(pedido)
    messages.success(pedido, "Você saiu. Até a próxima.")
    return redirect("entrar")


@never_cache
@require_http_methods(["GET", "POST"])
def credor(pedido: HttpRequest) -> HttpResponse:
    """A escolha do credor em nome de quem agir, para quem tem mais de um vínculo."""
    if not isinstance(pedido.user, Usuario):
        return redirect("entrar")
    vinculos = vinculos_de(pedido.user)
    destino = _destino(pedido)
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
    }
    return render(pedido, "portal/credor.html", contexto, status=400 if contexto["faltou"] else 200)


@require_GET
@tela(Ato.CONSULTAR)
def inicio(pedido: Pedido) -> HttpResponse:
    return render(pedido, "portal/inicio.html", {"tarefas": tarefas_do(pedido.acesso)})


@require_GET
def privacidade(pedido: HttpRequest) -> HttpResponse:
    return render(pedido, "portal/privacidade.html")


@require_GET
def acessibilidade(pedido: HttpRequest) -> HttpResponse:
    return render(pedido, "portal/acessibilidade.html")


def _destino(pedido: HttpRequest) -> str:
    """Para onde ir depois; só endereços deste portal."""
    pedido_para = pedido.POST.get("next") or pedido.GET.get("next") or ""
    proprio = pedido_para.startswith("/") and url_has_allowed_host_and_scheme(
        pedido_para, allowed_hosts={pedido.get_host()}, require_https=pedido.is_secure()
    )
    return pedido_para if proprio else reverse("inicio")
