"""Retornos: enviar o que o canal devolveu e ver o que se aplicou."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.dividas.models import Retorno
from hub.estrategias.consultas import retornos_do
from hub.estrategias.erros import RetornoGrandeDemais, RetornoNaoVeio
from hub.estrategias.registro import CANAIS
from hub.estrategias.retornos import retorno_aplicar

#: O arquivo de retorno é lido inteiro na memória do pedido: tantos MB são cem mil títulos; mais, só `hub retorno`.
MAXIMO_MIB = 64


@require_GET
@tela(Ato.CONSULTAR)
def retornos(pedido: Pedido) -> HttpResponse:
    return _lista(pedido)


@require_http_methods(["POST"])
@tela(Ato.RETORNO_APLICAR)
def enviar(pedido: Pedido) -> HttpResponse:
    """Lê e aplica o arquivo; o que não se lê volta à página com o motivo."""
    veio = pedido.FILES.get("arquivo")
    try:
        if veio is None or not veio.size:
            raise RetornoNaoVeio
        if veio.size > MAXIMO_MIB * 2**20:
            raise RetornoGrandeDemais(arquivo=veio.name, limite=MAXIMO_MIB)
        retorno = retorno_aplicar(
            estrategia=pedido.POST.get("estrategia", ""),
            conteudo=veio.read(),
            nome=veio.name or "retorno",
            ator=pedido.acesso.ator,
            credor=pedido.acesso.credor,
        )
    except Recusa as recusa:
        return _lista(pedido, recusa)
    if retorno.ja_lido:
        messages.info(pedido, "Este arquivo já tinha sido aplicado: as contas são as da primeira vez; nada mudou.")
    return redirect("retorno", retorno=retorno.pk)


@require_GET
@tela(Ato.CONSULTAR)
def retorno(pedido: Pedido, retorno: int) -> HttpResponse:
    achado = get_object_or_404(Retorno, pk=retorno, credor=pedido.acesso.credor)
    return render(pedido, "estrategias/retorno.html", {"retorno": achado})


def _lista(pedido: Pedido, recusa: Recusa | None = None) -> HttpResponse:
    contexto = {
        "pagina": paginar(retornos_do(pedido.acesso.credor), pedido.GET.get("antes", "")),
        "canais": CANAIS.values(),
        "erros": {"arquivo": recusa.mensagem} if recusa else {},
    }
    return render(pedido, "estrategias/retornos.html", contexto, status=recusa.status if recusa else 200)
