"""Modelos de documento: a lista, as versões, o editor com prévia."""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.consultas import cda_da_previa, modelos_do, versao_mais_nova
from hub.documentos.elementos import elementos
from hub.documentos.emissao import previa_em_imagens, previa_em_pdf, um_preparar
from hub.documentos.erros import SemCDAParaPrevia
from hub.documentos.formulario import Digitado, brasao_do, digitado_da, digitado_em, em_texto, redacao_de
from hub.documentos.marcadores import marcadores
from hub.documentos.modelos import Redacao, modelo_salvar, versao_por_salvar, versao_salvar
from hub.documentos.models import Especie, LoteDeDocumentos, ModeloDeDocumento, VersaoDoModelo

#: O que um modelo novo já traz escrito.
_COMECO = Digitado(textos=[], signatarios=[], registro_eletronico=False, vigente_desde="")


@require_GET
@tela(Ato.CONSULTAR)
def lista(pedido: Pedido) -> HttpResponse:
    credor = pedido.acesso.credor
    lotes = LoteDeDocumentos.objects.filter(credor=credor).select_related("versao__modelo")
    contexto = {
        "modelos": modelos_do(credor, timezone.localdate()),
        "pagina": paginar(lotes, pedido.GET.get("antes", "")),
    }
    return render(pedido, "documentos/documentos.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def modelo(pedido: Pedido, modelo: int) -> HttpResponse:
    """As versões de um modelo e a prévia da mais nova com uma dívida do credor."""
    achado = _do_credor(pedido, modelo)
    versoes = list(achado.versoes.select_related("modelo", "credor").order_by("-versao"))
    numero = pedido.GET.get("cda", "")
    contexto = {"modelo": achado, "versoes": versoes, "hoje": timezone.localdate(), "cda": numero}
    contexto |= _previa(pedido.acesso.credor, versoes[0], numero)
    return render(pedido, "documentos/modelo.html", contexto)


@require_http_methods(["GET", "POST"])
@tela(Ato.MODELOS_EDITAR)
def novo(pedido: Pedido) -> HttpResponse:
    """Um modelo em branco; o código e a espécie não mudam depois."""
    if pedido.method == "GET":
        return _editor(pedido, digitado=_COMECO)
    digitado = digitado_em(pedido.POST)
    dados = {campo: pedido.POST.get(campo, "").strip()[:100] for campo in ("codigo", "nome", "especie")}
    dados["especie"] = dados["especie"] if dados["especie"] in Especie.values else str(Especie.CARTA)
    try:
        redacao = redacao_de(digitado, brasao=brasao_do(pedido.FILES.get("brasao"), pedido.POST, None))
        provisorio = ModeloDeDocumento(credor=pedido.acesso.credor, **dados)
        if pedido.POST.get("acao") == "previa":
            return _editor(pedido, digitado=digitado, dados=dados, previa=(provisorio, redacao))
        versao = modelo_salvar(
            credor=pedido.acesso.credor, redacao=redacao, ator=pedido.acesso.ator, agora=timezone.now(), **dados
        )
    except Recusa as recusa:
        return _editor(pedido, digitado=digitado, dados=dados, recusa=recusa)
    return redirect("modelo_de_documento", modelo=versao.modelo_id)


@require_http_methods(["GET", "POST"])
@tela(Ato.MODELOS_EDITAR)
def editar(pedido: Pedido, modelo: int) -> HttpResponse:
    """A versão mais nova, para mudar: gravar faz outra versão."""
    achado = _do_credor(pedido, modelo)
    anterior = versao_mais_nova(achado)
    if pedido.method == "GET":
        return _editor(pedido, modelo=achado, digitado=digitado_da(anterior))
    digitado = digitado_em(pedido.POST)
    try:
        redacao = redacao_de(digitado, brasao=brasao_do(pedido.FILES.get("brasao"), pedido.POST, anterior))
        if pedido.POST.get("acao") == "previa":
            return _editor(pedido, modelo=achado, digitado=digitado, previa=(achado, redacao))
        base = pedido.POST.get("base", "")
        versao_salvar(
            modelo=achado,
            redacao=redacao,
            base=int(base) if base.isascii() and base.isdecimal() else 0,
            ator=pedido.acesso.ator,
            agora=timezone.now(),
        )
    except Recusa as recusa:
        return _editor(pedido, modelo=achado, digitado=digitado, recusa=recusa)
    return redirect("modelo_de_documento", modelo=achado.pk)


@require_GET
@tela(Ato.CONSULTAR)
def previa(pedido: Pedido, versao_do_modelo: int) -> HttpResponse:
    """A prévia em PDF, com a CDA pedida ou a mais nova do credor."""
    credor = pedido.acesso.credor
    versoes = VersaoDoModelo.objects.select_related("modelo", "credor")
    versao = get_object_or_404(versoes, pk=versao_do_modelo, credor=credor)
    cda = _cda(credor, pedido.GET.get("cda", ""))
    conteudo = previa_em_pdf(cda=cda, versao=versao, agora=timezone.now())
    cabecalho = {"Content-Disposition": 'inline; filename="previa.pdf"'}
    return HttpResponse(conteudo, content_type="application/pdf", headers=cabecalho)


def _editor(
    pedido: Pedido,
    *,
    digitado: Digitado,
    modelo: ModeloDeDocumento | None = None,
    dados: dict[str, str] | None = None,
    previa: tuple[ModeloDeDocumento, Redacao] | None = None,
    recusa: Recusa | None = None,
) -> HttpResponse:
    """A página do editor, com o que se digitou e, se pedida, a prévia do que ainda não se gravou."""
    contexto: dict[str, Any] = {
        "modelo": modelo,
        "versao": versao_mais_nova(modelo) if modelo else None,
        "dados": dados or {},
        "digitado": digitado,
        "marcadores": marcadores().values(),
        "elementos": elementos(),
        "especies": Especie.choices,
        "e_cda": (modelo.especie if modelo else (dados or {}).get("especie")) == Especie.CDA,
        "cda": pedido.POST.get("cda", ""),
    }
    if previa:
        try:
            versao = versao_por_salvar(modelo=previa[0], redacao=previa[1])
        except Recusa as motivo:
            recusa = motivo
        else:
            contexto |= _previa(pedido.acesso.credor, versao, contexto["cda"])
    contexto["recusa"] = recusa
    return render(pedido, "documentos/editor.html", contexto, status=recusa.status if recusa else 200)


def _previa(credor: Credor, versao: VersaoDoModelo, numero: str) -> dict[str, Any]:
    """As páginas em imagem (embutidas) e em texto; ou por que não se pode mostrar."""
    agora = timezone.now()
    try:
        with transaction.atomic():
            cda = _cda(credor, numero)
            paginas = previa_em_imagens(cda=cda, versao=versao, agora=agora)
            valores = um_preparar(cda, versao, agora).valores
    except Recusa as recusa:
        return {"sem_previa": recusa.mensagem}
    arvore = [no for bloco in versao.blocos for no in bloco["arvore"]]
    return {
        "cda_da_previa": cda,
        "paginas_da_previa": [base64.b64encode(pagina).decode() for pagina in paginas],
        "texto_da_previa": em_texto(arvore, valores),
    }


def _cda(credor: Credor, numero: str) -> CDA:
    """Levanta `SemCDAParaPrevia`."""
    achada = cda_da_previa(credor, numero)
    if achada is None:
        raise SemCDAParaPrevia(numero=numero or "alguma")
    return achada


def _do_credor(pedido: Pedido, modelo: int) -> ModeloDeDocumento:
    return get_object_or_404(ModeloDeDocumento.objects.select_related("credor"), pk=modelo, credor=pedido.acesso.credor)
