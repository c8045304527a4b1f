"""Remessas: planejar, olhar, liberar, baixar os arquivos."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.calendario import dia_ler
from hub.comum.erros import Recusa
from hub.credores.consultas import Vigor, vigor_em
from hub.dividas.models import Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias import servicos
from hub.estrategias.carta.resposta import lotes_por_responder, que_nao_se_cobram
from hub.estrategias.chamadas.consultas import entregas_da
from hub.estrategias.consultas import conteudo_da, plano_aberto, remessas_do
from hub.estrategias.erros import Freio
from hub.estrategias.freio import pessoas_que_liberam
from hub.estrategias.liberacao import andamento_da, liberacao_mandar
from hub.estrategias.limites import RETIDAS_LISTADAS
from hub.estrategias.registro import CANAIS, canal

#: Situação HTTP com que o htmx deixa de perguntar.
PARE_DE_PERGUNTAR = 286
#: Exemplos mostrados por motivo.
EXEMPLOS = 5


@require_GET
@tela(Ato.CONSULTAR)
def remessas(pedido: Pedido) -> HttpResponse:
    situacao = pedido.GET.get("situacao", "")
    contexto = {
        "pagina": paginar(remessas_do(pedido.acesso.credor, situacao=situacao), pedido.GET.get("antes", "")),
        "situacao": situacao,
        "situacoes": SituacaoDaRemessa.choices,
        "canais": CANAIS.values(),
        "hoje": timezone.localdate(),
    }
    return render(pedido, "estrategias/remessas.html", contexto)


@require_http_methods(["POST"])
@tela(Ato.REMESSA_PLANEJAR)
def planejar(pedido: Pedido) -> HttpResponse:
    """Monta o plano e leva à página dele; nada sai."""
    texto = pedido.POST.get("em", "").strip()
    credor, estrategia = pedido.acesso.credor, pedido.POST.get("estrategia", "")
    aberto = plano_aberto(credor, estrategia)
    try:
        em = dia_ler(texto) if texto else timezone.localdate()
        plano = servicos.remessa_planejar(credor=credor, estrategia=estrategia, em=em, ator=pedido.acesso.ator)
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
        return redirect("remessas")
    if aberto:
        messages.warning(pedido, f"O plano {aberto}, que ninguém liberou, foi descartado: só um fica aberto por vez.")
    return redirect("remessa", remessa=plano.pk)


@require_GET
@tela(Ato.CONSULTAR)
def remessa(pedido: Pedido, remessa: int) -> HttpResponse:
    achada = _da_pessoa(pedido, remessa)
    textos = canal(achada.estrategia).textos()
    retidas = sorted(achada.retidas.items(), key=lambda par: (-par[1], par[0]))
    entregas = entregas_da(achada)
    contexto = {
        "remessa": achada,
        "titulo": canal(achada.estrategia).titulo,
        "conteudo": conteudo_da(achada),
        "retidas": [(motivo, quantas, textos.get(motivo)) for motivo, quantas in retidas],
        "retidas_ao_todo": sum(achada.retidas.values()),
        "arquivos": [(arquivo, entregas.get(arquivo.pk)) for arquivo in achada.arquivos.order_by("id")],
        "pelo_servico": bool(entregas),
        "precisa_de": pessoas_que_liberam(achada),
        "planejada": achada.situacao == SituacaoDaRemessa.PLANEJADA,
        "incompleta": achada.situacao == SituacaoDaRemessa.LIBERANDO,
        "andamento": andamento_da(achada) if _na_fila(achada) else None,
        "vazia": not achada.inclusoes + achada.baixas,
        "ensaio": vigor_em(achada.credor, achada.em) == Vigor.ENSAIO,
        "faltas": canal(achada.estrategia).o_que_falta(achada.credor),
        "lotes": [(lote, que_nao_se_cobram(lote)) for lote in lotes_por_responder(achada)],
    }
    return render(pedido, "estrategias/remessa.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def retidas(pedido: Pedido, remessa: int) -> HttpResponse:
    """Exemplos das CDAs que ficam de fora, por motivo, como estão hoje."""
    achada = _da_pessoa(pedido, remessa)
    linhas = canal(achada.estrategia).motivos(credor=achada.credor, em=achada.em, limite=RETIDAS_LISTADAS)
    exemplos: dict[str, list[dict[str, str]]] = {}
    for linha in linhas:
        exemplos.setdefault(linha["motivo"], []).append(linha)
    grupos = [(motivo, do_motivo[:EXEMPLOS], do_motivo[0]) for motivo, do_motivo in exemplos.items()]
    contexto = {"remessa": achada, "grupos": grupos, "limite": RETIDAS_LISTADAS}
    return render(pedido, "estrategias/retidas.html", contexto)


@require_http_methods(["GET", "POST"])
@tela(Ato.REMESSA_LIBERAR)
def liberar(pedido: Pedido, remessa: int) -> HttpResponse:
    """Confirma e libera. Com o freio, a primeira pessoa só deixa a aprovação."""
    achada = _da_pessoa(pedido, remessa)
    if pedido.method == "GET":
        contexto = {
            "remessa": achada,
            "titulo": canal(achada.estrategia).titulo,
            "conteudo": conteudo_da(achada),
            "ensaio": vigor_em(achada.credor, achada.em) == Vigor.ENSAIO,
            "faltas": canal(achada.estrategia).o_que_falta(achada.credor),
        }
        return render(pedido, "estrategias/liberar.html", contexto)
    if canal(achada.estrategia).demora:
        return _liberar_na_fila(pedido, achada)
    try:
        with TemporaryDirectory(prefix="hub-liberar-") as pasta:
            arquivos = servicos.remessa_liberar(remessa=achada, saida=Path(pasta), ator=pedido.acesso.ator)
    except Freio as freio:
        messages.warning(pedido, f"Sua aprovação ficou registrada. {freio.mensagem}")
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        quantos = "1 arquivo está pronto" if len(arquivos) == 1 else f"{len(arquivos)} arquivos estão prontos"
        como = "e o hub os entrega ao canal" if entregas_da(achada) else "para baixar nesta página"
        messages.success(pedido, f"Remessa liberada: {quantos} {como}.")
    return redirect("remessa", remessa=achada.pk)


def _liberar_na_fila(pedido: Pedido, remessa: Remessa) -> HttpResponse:
    try:
        liberacao_mandar(remessa=remessa, ator=pedido.acesso.ator)
    except Freio as freio:
        messages.warning(pedido, f"Sua aprovação ficou registrada. {freio.mensagem}")
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        messages.success(pedido, "A liberação começou: esta página mostra o andamento.")
    return redirect("remessa", remessa=remessa.pk)


@require_GET
@tela(Ato.CONSULTAR)
def andamento(pedido: Pedido, remessa: int) -> HttpResponse:
    """O trecho que a página repete; ao terminar, manda recarregar a página inteira."""
    achada = _da_pessoa(pedido, remessa)
    if not pedido.headers.get("HX-Request"):
        return redirect("remessa", remessa=achada.pk)
    em_curso = achada.situacao == SituacaoDaRemessa.LIBERANDO
    resposta = render(pedido, "estrategias/_andamento.html", {"remessa": achada, "andamento": andamento_da(achada)})
    if not em_curso:
        resposta.status_code = PARE_DE_PERGUNTAR
        resposta["HX-Refresh"] = "true"
    return resposta


@require_http_methods(["GET", "POST"])
@tela(Ato.REMESSA_PLANEJAR)
def descartar(pedido: Pedido, remessa: int) -> HttpResponse:
    achada = _da_pessoa(pedido, remessa)
    if pedido.method == "GET":
        return render(pedido, "estrategias/descartar.html", {"remessa": achada})
    try:
        servicos.remessa_descartar(remessa=achada, ator=pedido.acesso.ator)
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
        return redirect("remessa", remessa=achada.pk)
    messages.success(pedido, f"Plano {achada.pk} descartado. As CDAs dele podem ser planejadas de novo.")
    return redirect("remessas")


@require_GET
@tela(Ato.CONSULTAR)
def arquivo(pedido: Pedido, remessa: int, arquivo: int) -> FileResponse:
    """Um arquivo de uma remessa liberada, como saiu."""
    achado = get_object_or_404(
        RemessaArquivo.objects.select_related("remessa"),
        pk=arquivo,
        remessa=remessa,
        credor=pedido.acesso.credor,
        remessa__situacao=SituacaoDaRemessa.LIBERADA,
    )
    try:
        fluxo = servicos.caminho_do_arquivo(achado).open("rb")
    except FileNotFoundError as falta:
        raise Http404 from falta
    return FileResponse(fluxo, as_attachment=True, filename=achado.nome, content_type="application/octet-stream")


def _na_fila(remessa: Remessa) -> bool:
    return remessa.situacao == SituacaoDaRemessa.LIBERANDO and canal(remessa.estrategia).demora


def _da_pessoa(pedido: Pedido, remessa: int) -> Remessa:
    return get_object_or_404(Remessa.objects.select_related("credor"), pk=remessa, credor=pedido.acesso.credor)
