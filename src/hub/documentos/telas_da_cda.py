"""Os documentos de uma CDA: emitir, baixar, cancelar, mandar por correio eletrônico."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.dividas.models import CDA
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.codigo import codigo_formatar
from hub.documentos.consultas import documentos_da, versoes_que_emitem
from hub.documentos.correio.envios import carta_enviar, envio_repetir
from hub.documentos.emissao import documento_cancelar, documento_emitir
from hub.documentos.models import Documento, Envio, SituacaoDoDocumento
from hub.documentos.tarefas import envio_enfileirar

#: Caracteres do motivo de um cancelamento.
MOTIVO = 300


@require_GET
@tela(Ato.CONSULTAR)
def documentos(pedido: Pedido, cda: int) -> HttpResponse:
    achada = _cda(pedido, cda)
    contexto = {
        "cda": achada,
        "documentos": [(feito, codigo_formatar(feito.codigo)) for feito in documentos_da(achada)],
        "envios": Envio.objects.filter(documento__cda=achada, credor=achada.credor_id).select_related("documento"),
        "versoes": versoes_que_emitem(pedido.acesso.credor, timezone.localdate()),
    }
    return render(pedido, "documentos/da_cda.html", contexto)


@require_POST
@tela(Ato.DOCUMENTOS_EMITIR)
def emitir(pedido: Pedido, cda: int) -> HttpResponse:
    """Emite pelo modelo escolhido, na versão que vale hoje."""
    achada = _cda(pedido, cda)
    escolhida = pedido.POST.get("versao", "")
    vigentes = {str(versao.pk): versao for versao in versoes_que_emitem(pedido.acesso.credor, timezone.localdate())}
    if escolhida not in vigentes:
        messages.error(pedido, "Escolha um modelo da lista. Se gravaram outra versão dele agora, recarregue a página.")
        return redirect("cda_documentos", cda=achada.pk)
    try:
        feito = documento_emitir(cda=achada, versao=vigentes[escolhida], ator=pedido.acesso.ator, agora=timezone.now())
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        messages.success(pedido, f"Documento {codigo_formatar(feito.codigo)} emitido. Baixe-o na lista.")
    return redirect("cda_documentos", cda=achada.pk)


@require_GET
@tela(Ato.CONSULTAR)
def pdf(pedido: Pedido, documento: int) -> HttpResponse:
    """O arquivo como saiu; o de lote juntado traz também os outros do pedaço."""
    achado = _documento(pedido, documento)
    if achado.situacao != SituacaoDoDocumento.EMITIDO:
        raise Http404
    try:
        conteudo = arquivo_guardado(achado.credor, achado.sha256).read_bytes()
    except FileNotFoundError as falta:
        raise Http404 from falta
    nome = f"{achado.especie.lower()}-{achado.codigo}.pdf"
    cabecalho = {"Content-Disposition": f'attachment; filename="{nome}"'}
    return HttpResponse(conteudo, content_type="application/pdf", headers=cabecalho)


@require_http_methods(["GET", "POST"])
@tela(Ato.DOCUMENTOS_EMITIR)
def cancelar(pedido: Pedido, documento: int) -> HttpResponse:
    """Pede o motivo e tira o documento de valer."""
    achado = _documento(pedido, documento)
    motivo = " ".join(pedido.POST.get("motivo", "").split())[:MOTIVO]
    contexto: dict[str, Any] = {"documento": achado, "codigo": codigo_formatar(achado.codigo), "tamanho": MOTIVO}
    if pedido.method == "GET":
        return render(pedido, "documentos/cancelar.html", contexto)
    if not motivo:
        return render(pedido, "documentos/cancelar.html", {**contexto, "faltou": True}, status=422)
    documento_cancelar(documento=achado, motivo=motivo, ator=pedido.acesso.ator, agora=timezone.now())
    messages.success(pedido, f"Documento {contexto['codigo']} cancelado. Quem o conferir saberá.")
    return redirect("cda_documentos", cda=achado.cda_id)


@require_POST
@tela(Ato.DOCUMENTOS_EMITIR)
def enviar(pedido: Pedido, documento: int) -> HttpResponse:
    """Põe a carta na fila do correio."""
    achado = _documento(pedido, documento)
    try:
        envio = carta_enviar(documento=achado, ator=pedido.acesso.ator, agora=timezone.now())
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        envio_enfileirar(envio.pk)
        messages.success(pedido, f"Carta para {envio.destinatario}: {envio.get_situacao_display().lower()}.")
    return redirect("cda_documentos", cda=achado.cda_id)


@require_POST
@tela(Ato.DOCUMENTOS_EMITIR)
def repetir(pedido: Pedido, envio: int) -> HttpResponse:
    """Volta a tentar um envio que não saiu, foi recusado ou ficou incerto."""
    achado = get_object_or_404(Envio.objects.select_related("documento"), pk=envio, credor=pedido.acesso.credor)
    try:
        envio_repetir(envio=achado, agora=timezone.now())
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        envio_enfileirar(achado.pk)
        messages.success(pedido, "A carta voltou à fila, com o mesmo identificador de mensagem.")
    return redirect("cda_documentos", cda=achado.documento.cda_id)


def _cda(pedido: Pedido, cda: int) -> CDA:
    return get_object_or_404(CDA.objects.select_related("carteira", "credor"), pk=cda, credor=pedido.acesso.credor)


def _documento(pedido: Pedido, documento: int) -> Documento:
    feitos = Documento.objects.select_related("credor", "cda", "versao__modelo", "pedaco__lote")
    return get_object_or_404(feitos, pk=documento, credor=pedido.acesso.credor)
