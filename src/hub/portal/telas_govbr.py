"""Entrar e sair pelo gov.br, e o caminho de quem precisa subir o nível da conta."""

from __future__ import annotations

import logging
import secrets
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hub.acesso.erros import ContaDesativada, NivelInsuficiente
from hub.acesso.govbr.configuracao import Configuracao, configuracao_do
from hub.acesso.govbr.entrada import Entrada, entrada_concluir, entrada_iniciar
from hub.acesso.govbr.erros import CodigoRecusado, FalhaDoGovBr, GovBrMalConfigurado
from hub.acesso.govbr.pessoas import pessoa_da_identidade
from hub.acesso.nivel import Nivel
from hub.acesso.sessao import Modo, sessao_abrir
from hub.comum.erros import Recusa
from hub.portal.destino import destino_de, destino_proprio

registro = logging.getLogger("hub.govbr")
#: Biscoito que prende a ida ao navegador. Com HTTPS, o prefixo impede que outro servidor do domínio o plante.
MARCA: Final = "entrada_govbr"
#: Marca de que o código já se recusou uma vez: a segunda recusa vira mensagem.
REPETIU: Final = "govbr_repetiu"
#: Para onde ia quem foi subir o nível.
DESTINO: Final = "govbr_destino"
ALGARISMOS: Final = {str(nivel.value): nivel for nivel in Nivel}


def govbr_do(pedido: HttpRequest) -> Configuracao | None:
    """A configuração do servidor por que se pediu; nula se não há, ou se está errada, o que fica no registro."""
    try:
        return configuracao_do(pedido.get_host())
    except GovBrMalConfigurado as recusa:
        registro.error("%s", recusa.mensagem)
        return None


def entra_se_com_senha(pedido: HttpRequest) -> bool:
    """Se aqui há entrada com senha: onde não há gov.br, ou onde se pediu. O gov.br mal configurado não a abre."""
    try:
        return bool(settings.ENTRADA_LOCAL) or configuracao_do(pedido.get_host()) is None
    except GovBrMalConfigurado:
        return False


@never_cache
@require_GET
def entrar_govbr(pedido: HttpRequest) -> HttpResponse:
    """Manda o navegador ao gov.br, pelo servidor registrado lá: a marca tem de estar onde a volta chega."""
    configuracao = govbr_do(pedido)
    if configuracao is None:
        messages.error(pedido, "Este portal não entra pelo gov.br agora. Fale com o gestor do seu órgão.")
        return redirect("entrar")
    destino = destino_proprio(pedido, pedido.GET.get("next") or pedido.session.pop(DESTINO, ""))
    if pedido.get_host() != configuracao.servidor:
        base = configuracao.volta.removesuffix(reverse("govbr_volta"))
        return redirect(f"{base}{reverse('entrar_govbr')}?{urlencode({'next': destino})}")
    navegador = pedido.COOKIES.get(_marca(), "") or secrets.token_urlsafe(32)
    try:
        resposta = redirect(
            entrada_iniciar(configuracao=configuracao, navegador=navegador, destino=destino, agora=timezone.now())
        )
    except FalhaDoGovBr as falha:
        return _de_volta(pedido, falha)
    resposta.set_cookie(
        _marca(), navegador, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE), path="/"
    )
    return resposta


@require_GET
def govbr_volta(pedido: HttpRequest) -> HttpResponse:
    """A volta do gov.br. Responde sempre com a ida a outra página: o código não fica no endereço de nenhuma."""
    resposta = _voltar(pedido)
    resposta.status_code = 303
    resposta["Referrer-Policy"] = "no-referrer"
    resposta["Cache-Control"] = "no-store"
    return resposta


def _voltar(pedido: HttpRequest) -> HttpResponse:
    configuracao = govbr_do(pedido)
    if configuracao is None:
        return redirect("entrar")
    if not pedido.GET:
        # É assim que se volta da página de subir o nível. A volta não prova nada: só uma entrada nova diz o nível.
        return redirect("entrar_govbr")
    try:
        entrada = entrada_concluir(
            configuracao=configuracao,
            navegador=pedido.COOKIES.get(_marca(), ""),
            retorno={nome: pedido.GET[nome] for nome in pedido.GET},
            endereco=pedido.META.get("REMOTE_ADDR", ""),
            agora=timezone.now(),
        )
        return _entrar(pedido, configuracao, entrada)
    except CodigoRecusado as falha:
        if not pedido.session.pop(REPETIU, False):
            pedido.session[REPETIU] = True
            return redirect("entrar_govbr")
        return _de_volta(pedido, falha)
    except (FalhaDoGovBr, ContaDesativada) as falha:
        return _de_volta(pedido, falha)


def _entrar(pedido: HttpRequest, configuracao: Configuracao, entrada: Entrada) -> HttpResponse:
    """Abre a sessão, se a conta tem o nível com que se entra aqui. Levanta `ContaDesativada`."""
    identidade, agora = entrada.identidade, timezone.now()
    if identidade.nivel < configuracao.nivel_minimo:
        exigido = {"exige": configuracao.nivel_minimo.value, "tem": identidade.nivel.value}
        return redirect(f"{reverse('govbr_nivel')}?{urlencode(exigido)}")
    pessoa = pessoa_da_identidade(identidade, endereco=pedido.META.get("REMOTE_ADDR", ""), agora=agora)
    sessao_abrir(
        pedido,
        pessoa=pessoa,
        modo=Modo.GOVBR,
        agora=agora,
        nivel=identidade.nivel,
        amr=identidade.amr,
        auth_time=identidade.auth_time,
        credor=configuracao.credor,
        empresas=[empresa.como_dict() for empresa in entrada.empresas],
    )
    return redirect(destino_proprio(pedido, entrada.destino))


@never_cache
@require_GET
def govbr_nivel(pedido: HttpRequest) -> HttpResponse:
    """A página de quem não entrou porque a conta tem nível menor do que o portal pede."""
    exige = ALGARISMOS.get(pedido.GET.get("exige", ""), Nivel.PRATA)
    tem = ALGARISMOS.get(pedido.GET.get("tem", ""), Nivel.BRONZE)
    recusa = NivelInsuficiente(ato="entrar neste portal", exigido=exige.rotulo, tem=tem.rotulo, nivel=exige.value)
    contexto = {"recusa": recusa, "govbr": govbr_do(pedido) is not None, "destino": reverse("inicio")}
    return render(pedido, recusa.pagina, contexto, status=recusa.status)


@never_cache
@require_GET
def govbr_subir(pedido: HttpRequest) -> HttpResponse:
    """Manda o navegador à página do gov.br em que se sobe o nível, e lembra para onde ele ia."""
    configuracao = govbr_do(pedido)
    if configuracao is None:
        return redirect("entrar")
    if pedido.user.is_authenticated:
        pedido.session[DESTINO] = destino_de(pedido)
    return redirect(configuracao.catalogo(ALGARISMOS.get(pedido.GET.get("nivel", ""), Nivel.PRATA)))


@never_cache
@require_GET
def sair_govbr(pedido: HttpRequest) -> HttpResponse:
    """A sessão daqui já acabou; esta página leva o navegador a encerrar também a do gov.br.

    Vai por cabeçalho, e não como resposta ao formulário de sair: a política de conteúdo só deixa o formulário ir a este
    portal. Se o gov.br não devolver a pessoa, nada se perde.
    """
    configuracao = govbr_do(pedido)
    if configuracao is None or pedido.user.is_authenticated:
        return redirect("inicio")
    resposta = render(pedido, "portal/sair_govbr.html", {"endereco": configuracao.endereco_de_saida})
    resposta["Refresh"] = f"0; url={configuracao.endereco_de_saida}"
    return resposta


@require_GET
def ate_logo(pedido: HttpRequest) -> HttpResponse:
    """A despedida, a que o gov.br devolve quem saiu."""
    return render(pedido, "portal/ate_logo.html")


def _de_volta(pedido: HttpRequest, recusa: Recusa) -> HttpResponse:
    """À página de entrada, com a explicação."""
    messages.error(pedido, recusa.mensagem)
    return redirect("entrar")


def _marca() -> str:
    return f"__Host-{MARCA}" if settings.SESSION_COOKIE_SECURE else MARCA
