"""O que aconteceu, em frases, do mais novo ao mais velho."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, PedidoDaPgfn, tela, tela_da_pgfn
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento


@require_GET
@tela(Ato.AUDITORIA_VER)
def auditoria(pedido: Pedido) -> HttpResponse:
    """Os atos sobre o credor."""
    eventos = Evento.objects.filter(credor=pedido.acesso.credor).select_related("credor")
    return render(pedido, "portal/auditoria.html", _pagina(pedido, eventos))


@require_GET
@tela_da_pgfn(Ato.CONVENIOS_VER)
def pgfn_auditoria(pedido: PedidoDaPgfn) -> HttpResponse:
    """Os atos do próprio hub: adesões, equipes, convênios e entradas. Os da dívida de cada credor são dele."""
    eventos = Evento.objects.exclude(etiqueta__startswith="cartorio:").exclude(etiqueta__startswith="credor:")
    return render(pedido, "portal/auditoria.html", _pagina(pedido, eventos.select_related("credor")))


def _pagina(pedido: HttpRequest, eventos: Any) -> dict[str, Any]:
    pagina = paginar(eventos, pedido.GET.get("antes", ""))
    return {"pagina": pagina, "linhas": [(evento, frase_do_evento(evento)) for evento in pagina.linhas]}
