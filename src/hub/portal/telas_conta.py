"""A conta de quem entrou: como entrou, até quando vale, e o segundo fator de quem entra com senha."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.cpf import cpf_de
from hub.acesso.entrada import entrada_registrar
from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel
from hub.acesso.representacao import empresas_da_sessao
from hub.acesso.segundo_fator import (
    chave_por_extenso,
    codigo_conferir,
    codigos_refazer,
    desenho,
    segundo_fator_comecar,
    segundo_fator_de,
    segundo_fator_ligar,
    segundo_fator_por_ligar,
    segundo_fator_retirar,
    sessao_conferida,
)
from hub.acesso.sessao import (
    Modo,
    modo_da_sessao,
    nivel_da_sessao,
    segundo_fator_conferido,
    sessao_abrir,
    vence_em,
)
from hub.acesso.telas import PedidoDePessoa, tela_de_pessoa
from hub.comum.erros import Recusa
from hub.portal.destino import destino_de, destino_proprio
from hub.portal.telas_govbr import govbr_do

#: Quem acertou a senha e ainda deve o código, na sessão, e por quanto tempo se espera por ele.
PENDENTE: Final = "entrada_pendente"
ESPERA: Final = timedelta(minutes=5)
#: Caracteres de um código que se lê.
CODIGO_MAXIMO: Final = 40

Tela = Callable[[PedidoDePessoa], HttpResponse]


@require_GET
@tela_de_pessoa
def conta(pedido: PedidoDePessoa) -> HttpResponse:
    pessoa = pedido.user
    contexto = {
        "pessoa": pessoa,
        "cpf": cpf_de(pessoa),
        "pelo_govbr": modo_da_sessao(pedido) is Modo.GOVBR,
        "nivel": nivel_da_sessao(pedido),
        "ouro": nivel_da_sessao(pedido) is Nivel.OURO,
        "vence_em": vence_em(pedido),
        "segundo_fator": segundo_fator_conferido(pedido),
        "empresas": empresas_da_sessao(pedido),
        "govbr": govbr_do(pedido) is not None,
    }
    return render(pedido, "portal/conta.html", contexto)


def deve_codigo(pedido: HttpRequest, pessoa: Usuario, destino: str, agora: datetime) -> HttpResponse | None:
    """A ida à página do código, se a pessoa tem segundo fator; a senha sozinha não a deixa entrar."""
    if segundo_fator_de(pessoa) is None:
        return None
    pedido.session.flush()
    pedido.session[PENDENTE] = {"pessoa": pessoa.pk, "em": agora.timestamp(), "destino": destino}
    return redirect("entrar_codigo")


@sensitive_post_parameters("codigo")
@never_cache
@require_http_methods(["GET", "POST"])
def entrar_codigo(pedido: HttpRequest) -> HttpResponse:
    """O segundo passo da entrada com senha."""
    agora = timezone.now()
    pendente = pedido.session.get(PENDENTE, {})
    pessoa = _pessoa_pendente(pendente, agora)
    if pessoa is None:
        pedido.session.pop(PENDENTE, None)
        return redirect("entrar")
    if pedido.method == "GET":
        return render(pedido, "portal/entrar_codigo.html")
    try:
        fator = codigo_conferir(pessoa=pessoa, codigo=pedido.POST.get("codigo", "")[:CODIGO_MAXIMO], agora=agora)
    except Recusa as recusa:
        return render(pedido, "portal/entrar_codigo.html", {"recusa": recusa}, status=recusa.status)
    destino = destino_proprio(pedido, pendente["destino"])
    sessao_abrir(pedido, pessoa=pessoa, modo=Modo.LOCAL, agora=agora)
    sessao_conferida(pedido, fator)
    entrada_registrar(pedido=pedido, pessoa=pessoa, agora=agora)
    return redirect(destino)


def _pessoa_pendente(pendente: dict[str, Any], agora: datetime) -> Usuario | None:
    """Quem acertou a senha há pouco; ninguém depois do prazo."""
    if not pendente or agora.timestamp() - pendente["em"] > ESPERA.total_seconds():
        return None
    return Usuario.objects.filter(pk=pendente["pessoa"], is_active=True).first()


@sensitive_post_parameters("codigo")
@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def segundo_fator(pedido: PedidoDePessoa) -> HttpResponse:
    """Ligar, refazer os códigos e desligar. Só quem entrou com senha: a conta gov.br tem o dela."""
    if modo_da_sessao(pedido) is Modo.GOVBR:
        messages.info(pedido, "O segundo fator da sua conta se liga no próprio gov.br.")
        return redirect("conta")
    if pedido.method == "GET":
        return _mostrar(pedido)
    agir = ACOES.get(pedido.POST.get("acao", ""))
    if agir is None:
        return _mostrar(pedido)
    try:
        return agir(pedido)
    except Recusa as recusa:
        return _mostrar(pedido, recusa)


def _mostrar(pedido: PedidoDePessoa, recusa: Recusa | None = None) -> HttpResponse:
    pessoa = pedido.user
    em_uso, por_ligar = segundo_fator_de(pessoa), segundo_fator_por_ligar(pessoa)
    contexto: dict[str, Any] = {"recusa": recusa, "em_uso": em_uso, "destino": destino_de(pedido)}
    if em_uso is None and por_ligar is not None:
        contexto |= {
            "desenho": mark_safe(desenho(por_ligar)),  # noqa: S308 - SVG que o segno faz só com números
            "chave": chave_por_extenso(por_ligar),
        }
    elif em_uso is not None:
        contexto |= {"sobram": pessoa.codigos_de_recuperacao.count()}
    return render(pedido, "portal/segundo_fator.html", contexto, status=recusa.status if recusa else 200)


def _comecar(pedido: PedidoDePessoa) -> HttpResponse:
    if segundo_fator_de(pedido.user) is None:
        segundo_fator_comecar(pessoa=pedido.user)
    return redirect(f"{reverse('segundo_fator')}?{urlencode({'next': destino_de(pedido)})}#chave")


def _ligar(pedido: PedidoDePessoa) -> HttpResponse:
    codigos = segundo_fator_ligar(pessoa=pedido.user, codigo=_codigo(pedido), agora=timezone.now())
    fator = segundo_fator_de(pedido.user)
    if fator is not None:
        # O nível da sessão subiu: o número dela muda, como em toda entrada.
        pedido.session.cycle_key()
        sessao_conferida(pedido, fator)
    contexto = {"codigos": codigos, "ligou": True, "destino": destino_de(pedido)}
    return render(pedido, "portal/codigos.html", contexto)


def _refazer(pedido: PedidoDePessoa) -> HttpResponse:
    codigos = codigos_refazer(pessoa=pedido.user, codigo=_codigo(pedido), agora=timezone.now())
    return render(pedido, "portal/codigos.html", {"codigos": codigos, "destino": destino_de(pedido)})


def _retirar(pedido: PedidoDePessoa) -> HttpResponse:
    agora = timezone.now()
    codigo_conferir(pessoa=pedido.user, codigo=_codigo(pedido), agora=agora)
    segundo_fator_retirar(pessoa=pedido.user, ator=pedido.user.get_username(), agora=agora)
    messages.success(pedido, "O segundo fator foi retirado. A sua entrada vale menos sem ele.")
    return redirect("conta")


def _codigo(pedido: HttpRequest) -> str:
    return "".join(pedido.POST.get("codigo", "").split())[:CODIGO_MAXIMO]


ACOES: Final[dict[str, Tela]] = {"comecar": _comecar, "ligar": _ligar, "codigos": _refazer, "retirar": _retirar}
