"""As adesões do lado da PGFN: a fila, o processo, a decisão, a assinatura pela União e o que vem depois."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.sessao import nivel_da_sessao
from hub.acesso.telas import PedidoDaPgfn, tela_da_pgfn
from hub.adesao.analise import adesao_analisar, adesao_deferir, adesao_indeferir, exigencia_fazer
from hub.adesao.assinatura import adesao_assinar
from hub.adesao.consultas import adesoes_na, andamento_da
from hub.adesao.convenios import convenio_mudar
from hub.adesao.models import Adesao, Parte
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.telas_do_andamento import entregar, resumo_da
from hub.comum.erros import Recusa

S = SituacaoDaAdesao
#: O que o formulário diz → o serviço, o argumento do texto e o que se responde.
DECISOES: dict[str, tuple[Callable[..., object], str, str]] = {
    "exigir": (exigencia_fazer, "texto", "Exigência feita. O pedido espera a resposta do ente."),
    "deferir": (adesao_deferir, "parecer", "Deferido. O texto está pronto para as assinaturas."),
    "indeferir": (adesao_indeferir, "parecer", "Indeferido."),
}
#: Para onde se pode levar o convênio → o que se responde.
MUDANCAS = {
    S.SUSPENSA: "Convênio suspenso: o credor só reduz, e só se baixa.",
    S.VIGENTE: "Convênio reativado.",
    S.ENCERRADA: "Convênio encerrado.",
}


@require_GET
@tela_da_pgfn(Ato.CONVENIOS_VER)
def fila(pedido: PedidoDaPgfn) -> HttpResponse:
    situacao = pedido.GET.get("situacao", "pendentes")
    contexto = {
        "pagina": paginar(adesoes_na(situacao), pedido.GET.get("antes", "")),
        "situacao": situacao,
        "situacoes": [(s.value, s.label) for s in S if s != S.RASCUNHO],
    }
    return render(pedido, "adesao/pgfn_fila.html", contexto)


@require_GET
@tela_da_pgfn(Ato.CONVENIOS_VER)
def processo(pedido: PedidoDaPgfn, adesao: int) -> HttpResponse:
    return _processo(pedido, _adesao(adesao))


def _processo(pedido: PedidoDaPgfn, adesao: Adesao, recusa: Recusa | None = None) -> HttpResponse:
    contexto = {
        "adesao": adesao,
        "recusa": recusa,
        "texto": pedido.POST.get("texto", ""),
        "exigencia": adesao.exigencias.filter(respondida_em__isnull=True).first(),
        "assinaturas": adesao.assinaturas.all(),
        "ente_assinou": adesao.assinaturas.filter(parte=Parte.ENTE).exists(),
        "andamento": andamento_da(adesao),
        "pode_indeferir": adesao.situacao in {S.PEDIDA, S.EM_ANALISE, S.EM_EXIGENCIA},
        **resumo_da(adesao),
    }
    return render(pedido, "adesao/pgfn_processo.html", contexto, status=recusa.status if recusa else 200)


@require_POST
@tela_da_pgfn(Ato.ADESAO_ANALISAR)
def analisar(pedido: PedidoDaPgfn, adesao: int) -> HttpResponse:
    """Aceita o pedido para exame."""
    achada = _adesao(adesao)
    try:
        adesao_analisar(adesao=achada, ator=pedido.da_pgfn.ator, agora=timezone.now())
    except Recusa as recusa:
        return _processo(pedido, achada, recusa)
    messages.success(pedido, "Pedido em análise. O credor já pode ensaiar.")
    return redirect("pgfn_adesao", adesao=achada.pk)


@require_POST
@tela_da_pgfn(Ato.ADESAO_ANALISAR)
def decidir(pedido: PedidoDaPgfn, adesao: int) -> HttpResponse:
    """Exige, defere ou indefere, como o botão diz."""
    achada = _adesao(adesao)
    escolha = DECISOES.get(pedido.POST.get("decisao", ""))
    if escolha is None:
        messages.error(pedido, "Não se entendeu o que fazer. Use um dos botões da página.")
        return redirect("pgfn_adesao", adesao=achada.pk)
    servico, nome, dito = escolha
    try:
        servico(
            adesao=achada,
            ator=pedido.da_pgfn.ator,
            agora=timezone.now(),
            **{nome: pedido.POST.get("texto", "")},
        )
    except Recusa as recusa:
        achada.refresh_from_db()
        return _processo(pedido, achada, recusa)
    messages.success(pedido, dito)
    return redirect("pgfn_adesao", adesao=achada.pk)


@require_http_methods(["GET", "POST"])
@tela_da_pgfn(Ato.ADESAO_ASSINAR_PELA_UNIAO)
def assinar(pedido: PedidoDaPgfn, adesao: int) -> HttpResponse:
    """O texto do convênio, e a assinatura pela União, que o põe em vigor."""
    achada = _adesao(adesao)
    recusa = None
    if pedido.method == "POST":
        try:
            adesao_assinar(
                adesao=achada,
                parte=Parte.UNIAO,
                nome=pedido.da_pgfn.nome,
                ator=pedido.da_pgfn.ator,
                sha256=pedido.POST.get("sha256", ""),
                agora=timezone.now(),
                nivel=nivel_da_sessao(pedido).rotulo,
            )
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Assinado pela União: o convênio está em vigor.")
            return redirect("pgfn_adesao", adesao=achada.pk)
    contexto = {"adesao": achada, "recusa": recusa, "parte": "uniao"}
    return render(pedido, "adesao/assinar.html", contexto, status=recusa.status if recusa else 200)


@require_POST
@tela_da_pgfn(Ato.CONVENIO_SUSPENDER)
def convenio(pedido: PedidoDaPgfn, adesao: int) -> HttpResponse:
    """Suspende, reativa ou encerra o convênio, como o botão diz."""
    achada = _adesao(adesao)
    para = pedido.POST.get("para", "")
    if para not in set(MUDANCAS) or achada.credor is None:
        messages.error(pedido, "Não se entendeu o que fazer. Use um dos botões da página.")
        return redirect("pgfn_adesao", adesao=achada.pk)
    try:
        convenio_mudar(
            credor=achada.credor,
            para=S(para),
            motivo=pedido.POST.get("motivo", ""),
            em=timezone.localdate(),
            ator=pedido.da_pgfn.ator,
        )
    except Recusa as recusa:
        return _processo(pedido, achada, recusa)
    messages.success(pedido, MUDANCAS[S(para)])
    return redirect("pgfn_adesao", adesao=achada.pk)


@require_GET
@tela_da_pgfn(Ato.CONVENIOS_VER)
def documento(pedido: PedidoDaPgfn, adesao: int, anexo: int) -> FileResponse:  # noqa: ARG001 - o decorador o usa
    return entregar(_adesao(adesao), anexo)


def _adesao(numero: int) -> Adesao:
    return get_object_or_404(adesoes_na().select_related("credor", "convenio", "solicitante"), pk=numero)
