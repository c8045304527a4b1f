"""O andamento de um pedido de adesão: em que pé está, responder, desistir, assinar e reler os anexos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.sessao import nivel_da_sessao
from hub.acesso.telas import PedidoDePessoa, nome_de, tela_de_pessoa
from hub.adesao import servicos
from hub.adesao.anexos import anexo_do, caminho_do_anexo
from hub.adesao.assinatura import adesao_assinar, signatario_conferir
from hub.adesao.consultas import adesoes_da, andamento_da
from hub.adesao.ente import cpf_do_representante
from hub.adesao.models import Adesao, AnexoDaAdesao, Parte
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.termo import clausulas_por_extenso
from hub.comum.erros import Recusa
from hub.credores import inquilino

S = SituacaoDaAdesao


@require_GET
@tela_de_pessoa
def adesao(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    """Em que pé está o pedido, e o que se espera de quem pede."""
    achada = adesao_da_pessoa(pedido, adesao)
    if achada.situacao == S.RASCUNHO:
        return redirect("adesao_conferir", adesao=achada.pk)
    contexto = {
        "adesao": achada,
        "exigencia": achada.exigencias.filter(respondida_em__isnull=True).first(),
        "assinou": achada.assinaturas.filter(parte=Parte.ENTE).exists(),
        "andamento": andamento_da(achada),
        "pode_desistir": achada.situacao in {S.PEDIDA, S.EM_ANALISE, S.EM_EXIGENCIA, S.A_ASSINAR},
        **resumo_da(achada),
    }
    return render(pedido, "adesao/andamento.html", contexto)


def resumo_da(adesao: Adesao) -> dict[str, Any]:
    """O que as páginas mostram de um pedido."""
    return {
        "anexos": anexos_da(adesao),
        "por_extenso": list(clausulas_por_extenso(adesao.clausulas)),
        "exigencias": adesao.exigencias.filter(respondida_em__isnull=False),
        "parecer": getattr(adesao, "parecer", None),
        "cpf": cpf_do_representante(adesao.representante_cpf),
    }


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def responder(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = adesao_da_pessoa(pedido, adesao)
    texto, recusa = pedido.POST.get("texto", ""), None
    if pedido.method == "POST":
        try:
            servicos.exigencia_responder(
                adesao=achada, resposta=texto, ator=pedido.user.get_username(), agora=timezone.now()
            )
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Resposta enviada. O pedido voltou à análise.")
            return redirect("adesao", adesao=achada.pk)
    exigencia = achada.exigencias.filter(respondida_em__isnull=True).first()
    contexto = {"adesao": achada, "exigencia": exigencia, "texto": texto, "recusa": recusa}
    return render(pedido, "adesao/responder.html", contexto, status=recusa.status if recusa else 200)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def desistir(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = adesao_da_pessoa(pedido, adesao)
    motivo, recusa = pedido.POST.get("motivo", ""), None
    if pedido.method == "POST":
        try:
            servicos.adesao_desistir(
                adesao=achada, motivo=motivo, ator=pedido.user.get_username(), agora=timezone.now()
            )
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Você desistiu do pedido. Pode fazer outro quando quiser.")
            return redirect("adesoes")
    contexto = {"adesao": achada, "motivo": motivo, "recusa": recusa}
    return render(pedido, "adesao/desistir.html", contexto, status=recusa.status if recusa else 200)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def assinar(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    """O texto do convênio, e a assinatura do representante do ente."""
    achada = adesao_da_pessoa(pedido, adesao)
    recusa, nivel = None, nivel_da_sessao(pedido)
    if pedido.method == "POST":
        signatario_conferir(achada, pedido.user, nivel)
        try:
            adesao_assinar(
                adesao=achada,
                parte=Parte.ENTE,
                nome=nome_de(pedido.user),
                ator=pedido.user.get_username(),
                sha256=pedido.POST.get("sha256", ""),
                agora=timezone.now(),
                nivel=nivel.rotulo,
            )
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Assinado. Falta a assinatura da União.")
            return redirect("adesao", adesao=achada.pk)
    contexto = {"adesao": achada, "recusa": recusa, "parte": "ente"}
    return render(pedido, "adesao/assinar.html", contexto, status=recusa.status if recusa else 200)


@require_GET
@tela_de_pessoa
def documento(pedido: PedidoDePessoa, adesao: int, anexo: int) -> FileResponse:
    return entregar(adesao_da_pessoa(pedido, adesao), anexo)


def entregar(adesao: Adesao, anexo: int) -> FileResponse:
    """O documento como veio, sempre para guardar e nunca para abrir no lugar da página."""
    achado = anexo_do(adesao, anexo)
    try:
        fluxo = caminho_do_anexo(achado).open("rb")
    except FileNotFoundError as falta:
        raise Http404 from falta
    return FileResponse(fluxo, as_attachment=True, filename=achado.nome, content_type=achado.tipo)


def adesao_da_pessoa(pedido: PedidoDePessoa, numero: int) -> Adesao:
    """O pedido da pessoa, ou 404; daí em diante o banco deixa gravar nele, que já pode ter credor."""
    achada = get_object_or_404(adesoes_da(pedido.user), pk=numero)
    inquilino.assumir(credor=achada.credor_id)
    return achada


def anexos_da(adesao: Adesao) -> list[AnexoDaAdesao]:
    return list(adesao.anexos.filter(retirado_em__isnull=True))
