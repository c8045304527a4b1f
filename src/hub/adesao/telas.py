"""O pedido de adesão para quem pede: uma página por etapa."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.paginas import paginar
from hub.acesso.telas import PedidoDePessoa, tela_de_pessoa
from hub.adesao import servicos
from hub.adesao.anexos import MEGABYTES, anexo_juntar, anexo_retirar
from hub.adesao.consultas import adesoes_da
from hub.adesao.ente import Representante, cpf_do_representante
from hub.adesao.erros import AnexoNaoVeio
from hub.adesao.etapas import ETAPAS, etapas_ate
from hub.adesao.models import Adesao, AnexoDaAdesao
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.telas_do_andamento import adesao_da_pessoa, anexos_da, resumo_da
from hub.adesao.tipos import OFERECIDOS
from hub.comum.documentos import documento_formatar
from hub.comum.erros import Recusa
from hub.credores.clausulas_escritas import documento_do_formulario
from hub.credores.formulario_de_clausulas import campos_das_clausulas

S = SituacaoDaAdesao


@require_GET
@tela_de_pessoa
def adesoes(pedido: PedidoDePessoa) -> HttpResponse:
    pagina = paginar(adesoes_da(pedido.user), pedido.GET.get("antes", ""))
    return render(pedido, "adesao/lista.html", {"pagina": pagina})


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def nova(pedido: PedidoDePessoa) -> HttpResponse:
    """A primeira etapa: de que ente se trata. Gravada, o pedido passa a ter número."""
    digitado = {nome: pedido.POST.get(nome, "")[:300] for nome in ("tipo", "cnpj", "nome", "municipio_ibge")}
    recusa = None
    if pedido.method == "POST":
        try:
            aberta = servicos.adesao_iniciar(pessoa=pedido.user, agora=timezone.now(), **digitado)
        except Recusa as dita:
            recusa = dita
        else:
            return redirect("adesao_representante", adesao=aberta.pk)
    return _etapa(pedido, "ente", None, recusa, digitado=digitado, tipos=OFERECIDOS)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def ente(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = _aberta(pedido, adesao)
    digitado = {"tipo": achada.tipo, "nome": achada.nome, "municipio_ibge": achada.municipio_ibge}
    recusa = None
    if pedido.method == "POST":
        digitado = {nome: pedido.POST.get(nome, "")[:300] for nome in digitado}
        try:
            servicos.adesao_preencher(adesao=achada, agora=timezone.now(), ente=digitado)
        except Recusa as dita:
            recusa = dita
        else:
            return _adiante(pedido, "ente", achada)
    digitado["cnpj"] = documento_formatar(achada.cnpj)
    return _etapa(pedido, "ente", achada, recusa, digitado=digitado, tipos=OFERECIDOS)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def representante(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = _aberta(pedido, adesao)
    digitado = {
        "nome": achada.representante_nome,
        "cpf": documento_formatar(cpf_do_representante(achada.representante_cpf)),
        "cargo": achada.representante_cargo,
        "email": achada.email,
    }
    recusa = None
    if pedido.method == "POST":
        digitado = {nome: pedido.POST.get(nome, "")[:300] for nome in digitado}
        quem = Representante(**{nome: digitado[nome] for nome in ("nome", "cpf", "cargo")})
        try:
            servicos.adesao_preencher(adesao=achada, agora=timezone.now(), representante=quem, email=digitado["email"])
        except Recusa as dita:
            recusa = dita
        else:
            return _adiante(pedido, "representante", achada)
    return _etapa(pedido, "representante", achada, recusa, digitado=digitado)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def clausulas(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = _aberta(pedido, adesao)
    documento, recusa = achada.clausulas, None
    if pedido.method == "POST":
        try:
            documento = documento_do_formulario(pedido.POST, dict(pedido.POST.lists()))
            servicos.adesao_preencher(adesao=achada, agora=timezone.now(), clausulas=documento)
        except Recusa as dita:
            recusa = dita
        else:
            return _adiante(pedido, "clausulas", achada)
    digitado = pedido.POST if recusa else None
    campos = campos_das_clausulas(documento, tipo=achada.tipo, digitado=digitado)
    return _etapa(pedido, "clausulas", achada, recusa, campos=campos)


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def documentos(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    achada = _aberta(pedido, adesao)
    recusa = None
    if pedido.method == "POST":
        try:
            _juntar(pedido, achada)
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Documento juntado. Pode juntar outro, ou seguir.")
            return redirect("adesao_documentos", adesao=achada.pk)
    return _etapa(pedido, "documentos", achada, recusa, anexos=anexos_da(achada), megabytes=MEGABYTES)


def _juntar(pedido: PedidoDePessoa, adesao: Adesao) -> AnexoDaAdesao:
    veio = pedido.FILES.get("documento")
    if veio is None or veio.file is None:
        raise AnexoNaoVeio
    return anexo_juntar(
        adesao=adesao,
        fluxo=cast("BinaryIO", veio.file),
        nome=veio.name or "documento",
        ator=pedido.user.get_username(),
        agora=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def conferir(pedido: PedidoDePessoa, adesao: int) -> HttpResponse:
    """A última etapa: o pedido inteiro, e mandá-lo à PGFN."""
    achada = _aberta(pedido, adesao)
    recusa = None
    if pedido.method == "POST":
        try:
            servicos.adesao_pedir(adesao=achada, ator=pedido.user.get_username(), agora=timezone.now())
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Pedido enviado à PGFN. Acompanhe aqui em que pé está.")
            return redirect("adesao", adesao=achada.pk)
    faltas = servicos.faltas_do(achada)
    return _etapa(pedido, "conferir", achada, recusa, faltas=faltas, **resumo_da(achada))


@require_POST
@tela_de_pessoa
def documento_retirar(pedido: PedidoDePessoa, adesao: int, anexo: int) -> HttpResponse:
    achada = _aberta(pedido, adesao)
    anexo_retirar(adesao=achada, anexo=anexo, ator=pedido.user.get_username(), agora=timezone.now())
    messages.success(pedido, "Documento retirado do pedido.")
    return redirect("adesao_documentos", adesao=achada.pk)


def _aberta(pedido: PedidoDePessoa, numero: int) -> Adesao:
    """O pedido da pessoa, se ainda se muda; senão, a recusa diz em que pé está."""
    achada = adesao_da_pessoa(pedido, numero)
    servicos.pedido_aberto(achada)
    return achada


def _adiante(pedido: PedidoDePessoa, nome: str, adesao: Adesao) -> HttpResponse:
    """Da exigência se volta ao andamento; do rascunho, segue-se à etapa seguinte."""
    if adesao.situacao == S.EM_EXIGENCIA:
        messages.success(pedido, "Mudança gravada. Quando terminar, responda a exigência.")
        return redirect("adesao", adesao=adesao.pk)
    nomes = list(ETAPAS)
    return redirect(f"adesao_{nomes[nomes.index(nome) + 1]}", adesao=adesao.pk)


def _etapa(
    pedido: PedidoDePessoa, nome: str, adesao: Adesao | None, recusa: Recusa | None, **mais: Any
) -> HttpResponse:
    nomes = list(ETAPAS)
    contexto = {
        "adesao": adesao,
        "recusa": recusa,
        "etapas": etapas_ate(nome),
        "numero": nomes.index(nome) + 1,
        "ao_todo": len(nomes),
        "etapa": ETAPAS[nome],
        "anterior": f"adesao_{nomes[nomes.index(nome) - 1]}" if adesao and nomes.index(nome) else "",
        **mais,
    }
    return render(pedido, f"adesao/etapa_{nome}.html", contexto, status=recusa.status if recusa else 200)
