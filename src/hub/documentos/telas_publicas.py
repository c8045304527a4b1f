"""A página aberta em que qualquer um confere se um documento é verdadeiro."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.freio import JANELA, Por, tentativa_contar
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.documentos.codigo import codigo_formatar, codigo_ler
from hub.documentos.consultas import documento_do_codigo
from hub.documentos.erros import ConferenciasDemais
from hub.documentos.models import Documento

#: Códigos errados que um endereço de rede pode tentar na janela.
ERROS = 20
#: Caracteres que se leem do que veio como código.
DIGITADOS = 40


@never_cache
@require_GET
def procurar(pedido: HttpRequest) -> HttpResponse:
    """O formulário; o código digitado vira o endereço da página dele."""
    digitado = pedido.GET.get("codigo", "").replace("/", "").strip()[:DIGITADOS]
    if digitado:
        return redirect("conferir_codigo", codigo=codigo_ler(digitado) or digitado)
    return render(pedido, "documentos/conferir.html")


@never_cache
@require_http_methods(["GET", "POST"])
def conferir(pedido: HttpRequest, codigo: str) -> HttpResponse:
    """O que se pode dizer do documento. Código mal escrito e código que não há têm a mesma resposta."""
    agora = timezone.now()
    endereco = pedido.META.get("REMOTE_ADDR", "")
    tentativa = tentativa_contar(
        assunto="conferencia", pessoa="", lugar=endereco, limites={Por.LUGAR: ERROS}, agora=agora
    )
    if tentativa.maior > 0:
        # Das freadas só a primeira fica e deixa evento: a auditoria não cresce à vontade de quem insiste.
        if tentativa.maior == 1:
            evento_registrar(Etiqueta.CONFERENCIA_BARRADA, ator="alguém", em=agora, endereco=endereco)
        else:
            tentativa.esquecer()
        recusa = ConferenciasDemais(minutos=int(JANELA.total_seconds() // 60))
        return render(pedido, "documentos/conferir.html", {"recusa": recusa}, status=recusa.status)
    documento = documento_do_codigo(codigo_ler(codigo) or "-")
    if documento is None:
        return render(pedido, "documentos/conferir.html", {"errado": True}, status=404)
    tentativa.esquecer()
    return render(pedido, "documentos/conferido.html", _contexto(pedido, documento))


def _contexto(pedido: HttpRequest, documento: Documento) -> dict[str, Any]:
    """Do documento, só o que a página pode mostrar; e se o arquivo que veio é ele."""
    contexto: dict[str, Any] = {"documento": documento, "codigo": codigo_formatar(documento.codigo)}
    if pedido.method == "POST":
        veio = pedido.FILES.get("arquivo")
        contexto["conferencia"] = "falta"
        if veio is not None and veio.size:
            resumo = hashlib.sha256()
            for bloco in veio.chunks():
                resumo.update(bloco)
            contexto["conferencia"] = "igual" if resumo.hexdigest() == documento.sha256 else "outro"
            contexto["resumo"] = resumo.hexdigest()
    return contexto
