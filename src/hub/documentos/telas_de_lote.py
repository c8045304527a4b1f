"""Lotes de documentos: pedir, acompanhar, baixar o pacote da gráfica."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.comum.municipios import UF_POR_PREFIXO
from hub.dividas.consultas import Filtro
from hub.documentos.consultas import versoes_que_emitem
from hub.documentos.erros import ModeloRecusado
from hub.documentos.lotes import LIMITE, POR_PEDACO, lote_pedir
from hub.documentos.models import (
    Envio,
    Formato,
    LoteDeDocumentos,
    SituacaoDoEnvio,
    SituacaoDoLoteDeDocumentos,
    VersaoDoModelo,
)
from hub.documentos.pacote import pacote_do_lote
from hub.documentos.tarefas import lote_enfileirar
from hub.regras.dominios import ESFERAS, TRIBUTOS

#: Situação HTTP com que o htmx deixa de perguntar, e segundos entre perguntas.
PARE_DE_PERGUNTAR, ESPERA = 286, 2
#: Recusas que a página mostra.
RECUSAS = 50


@require_http_methods(["GET", "POST"])
@tela(Ato.DOCUMENTOS_EMITIR)
def novo(pedido: Pedido) -> HttpResponse:
    """Escolhe o modelo, as CDAs e como saem."""
    recusa: Recusa | None = None
    if pedido.method == "POST":
        try:
            return redirect("lote_de_documentos", lote_de_documentos=_pedir(pedido).pk)
        except Recusa as motivo:
            recusa = motivo
    credor = pedido.acesso.credor
    contexto = {
        "recusa": recusa,
        "versoes": versoes_que_emitem(credor, timezone.localdate()),
        "formatos": Formato.choices,
        "carteiras": credor.carteiras.order_by("codigo"),
        "tributos": [t for t in TRIBUTOS.values() if t.ente in ESFERAS.get(credor.tipo, frozenset())],
        "ufs": sorted(UF_POR_PREFIXO.values()),
        "dito": pedido.POST,
        "por_pedaco": POR_PEDACO,
        "limite": LIMITE,
    }
    return render(pedido, "documentos/lote_novo.html", contexto, status=recusa.status if recusa else 200)


def _pedir(pedido: Pedido) -> LoteDeDocumentos:
    """Levanta `ModeloRecusado` sem modelo da lista, e como `lote_pedir`."""
    credor, dados = pedido.acesso.credor, pedido.POST
    formato = dados.get("formato", "")
    carteira, tributo, uf = (dados.get(campo, "").replace("\0", "")[:20] for campo in ("carteira", "tributo", "uf"))
    with transaction.atomic():
        lote = lote_pedir(
            credor=credor,
            versao=_versao(pedido),
            filtro=Filtro(carteira=carteira, tributo=tributo, uf=uf),
            formato=Formato(formato) if formato in Formato.values else Formato.JUNTADO,
            por_email=dados.get("por_email") == "1",
            ator=pedido.acesso.ator,
            agora=timezone.now(),
        )
        lote_enfileirar(lote)
    return lote


def _versao(pedido: Pedido) -> VersaoDoModelo:
    vigentes = versoes_que_emitem(pedido.acesso.credor, timezone.localdate())
    for versao in vigentes:
        if str(versao.pk) == pedido.POST.get("versao", ""):
            return versao
    raise ModeloRecusado(
        achados="Escolha um modelo da lista. Se gravaram outra versão dele agora, recarregue a página."
    )


@require_GET
@tela(Ato.CONSULTAR)
def pagina(pedido: Pedido, lote_de_documentos: int) -> HttpResponse:
    achado = _do_credor(pedido, lote_de_documentos)
    recusas = [recusa for pedaco in achado.pedacos.exclude(recusas=[])[:RECUSAS] for recusa in pedaco.recusas]
    cartas = Envio.objects.filter(documento__pedaco__lote=achado, credor=achado.credor)
    por_situacao = cartas.values_list("situacao").annotate(quantas=Count("pk")).order_by()
    contexto = {
        **_do_andamento(achado),
        "recusas": recusas[:RECUSAS],
        "cartas": [(SituacaoDoEnvio(situacao).label, quantas) for situacao, quantas in por_situacao],
    }
    return render(pedido, "documentos/lote.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def andamento(pedido: Pedido, lote_de_documentos: int) -> HttpResponse:
    """O trecho que a página repete; ao terminar, manda recarregar a página inteira."""
    achado = _do_credor(pedido, lote_de_documentos)
    if not pedido.headers.get("HX-Request"):
        return redirect("lote_de_documentos", lote_de_documentos=achado.pk)
    contexto = _do_andamento(achado)
    resposta = render(pedido, "documentos/_andamento.html", contexto)
    if not contexto["em_curso"]:
        resposta.status_code = PARE_DE_PERGUNTAR
        resposta["HX-Refresh"] = "true"
    return resposta


@require_GET
@tela(Ato.CONSULTAR)
def pacote(pedido: Pedido, lote_de_documentos: int) -> HttpResponseBase:
    """O ZIP da gráfica, de um lote pronto."""
    achado = _do_credor(pedido, lote_de_documentos)
    if achado.situacao != SituacaoDoLoteDeDocumentos.PRONTO:
        raise Http404
    cabecalho = {"Content-Disposition": f'attachment; filename="documentos-lote-{achado.pk}.zip"'}
    return StreamingHttpResponse(pacote_do_lote(achado), content_type="application/zip", headers=cabecalho)


def _do_credor(pedido: Pedido, lote: int) -> LoteDeDocumentos:
    lotes = LoteDeDocumentos.objects.select_related("credor", "versao__modelo")
    return get_object_or_404(lotes, pk=lote, credor=pedido.acesso.credor)


def _do_andamento(lote: LoteDeDocumentos) -> dict[str, Any]:
    em_curso = lote.situacao == SituacaoDoLoteDeDocumentos.EMITINDO
    return {"lote": lote, "em_curso": em_curso, "espera": ESPERA}
