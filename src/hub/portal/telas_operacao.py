"""As chaves da operação, do lado da PGFN: o que está parado, parar, avisar e voltar."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import PedidoDaPgfn, tela_da_pgfn
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.operacao.consultas import chaves
from hub.operacao.erros import ChaveMalDita
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_desligar, chave_ligar
from hub.portal.estado import canais_instalados

#: Caracteres que se leem de um campo do formulário.
DIGITADOS = 400


@require_http_methods(["GET", "HEAD"])
@tela_da_pgfn(Ato.OPERACAO_VER)
def operacao(pedido: PedidoDaPgfn) -> HttpResponse:
    """O que está ligado, a história, e o formulário de quem pode ligar."""
    return _pagina(pedido)


@require_http_methods(["POST"])
@tela_da_pgfn(Ato.OPERACAO_MUDAR)
def ligar(pedido: PedidoDaPgfn) -> HttpResponse:
    """Liga a chave que o formulário descreve."""
    try:
        chave_ligar(_do_formulario(pedido), ator=pedido.da_pgfn.ator, agora=timezone.now())
    except Recusa as recusa:
        return _pagina(pedido, recusa)
    messages.success(pedido, "Chave ligada. Vale em todas as portas em até um segundo, ou na hora marcada.")
    return redirect("pgfn_operacao")


@require_http_methods(["GET", "POST"])
@tela_da_pgfn(Ato.OPERACAO_MUDAR)
def desligar(pedido: PedidoDaPgfn, chave: int) -> HttpResponse:
    """Confirma e desliga."""
    achada = get_object_or_404(ChaveDeOperacao.objects.select_related("credor"), pk=chave)
    if pedido.method == "GET":
        return render(pedido, "portal/pgfn_operacao_desligar.html", {"chave": achada})
    try:
        chave_desligar(achada.pk, ator=pedido.da_pgfn.ator, agora=timezone.now())
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        messages.success(pedido, "Chave desligada. O que esperava por ela segue.")
    return redirect("pgfn_operacao")


def _pagina(pedido: PedidoDaPgfn, recusa: Recusa | None = None) -> HttpResponse:
    contexto = {
        "ligadas": chaves(),
        "pagina": paginar(chaves(todas=True).filter(desligada_em__isnull=False), pedido.GET.get("antes", "")),
        "especies": EspecieDeChave.choices,
        "canais": canais_instalados().items(),
        "credores": Credor.objects.order_by("nome"),
        "dito": pedido.POST,
        "recusa": recusa,
        "agora": timezone.now(),
    }
    return render(pedido, "portal/pgfn_operacao.html", contexto, status=recusa.status if recusa else 200)


def _do_formulario(pedido: PedidoDaPgfn) -> PedidoDeChave:
    """Levanta `ChaveMalDita`."""
    dito = {nome: str(valor)[:DIGITADOS].strip() for nome, valor in pedido.POST.items()}
    if dito.get("especie") not in EspecieDeChave.values:
        raise ChaveMalDita(motivo="falta a espécie")
    return PedidoDeChave(
        especie=EspecieDeChave(dito["especie"]),
        motivo=dito.get("motivo", ""),
        canal=dito.get("canal", ""),
        credor=_credor(dito.get("credor", "")),
        inclusive_baixas=bool(dito.get("inclusive_baixas")),
        desde=_instante("o início", dito.get("desde", "")),
        fim_previsto=_instante("o fim previsto", dito.get("fim_previsto", "")),
    )


def _credor(dito: str) -> Credor | None:
    if not dito:
        return None
    achado = Credor.objects.filter(pk=int(dito)).first() if re.fullmatch(r"[0-9]{1,18}", dito) else None
    if achado is None:
        raise ChaveMalDita(motivo="o credor não é da lista")
    return achado


def _instante(nome: str, dito: str) -> datetime | None:
    if not dito:
        return None
    try:
        lido: Any = parse_datetime(dito)
        if lido is not None:
            return timezone.make_aware(lido) if timezone.is_naive(lido) else lido
    except (ValueError, OverflowError):
        pass
    raise ChaveMalDita(motivo=f"{nome} não se lê: escreva como 2026-03-02T14:00")
