"""Lotes: enviar um arquivo, acompanhar, ver as contas e os achados."""

from __future__ import annotations

from typing import Any, BinaryIO, Literal, cast

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.dividas.models import Lote, Porta
from hub.recepcao.arquivos import arquivo_guardar, caminho_do_original
from hub.recepcao.consultas import EFEITOS, em_curso, lotes_do, pagina_filtrada_de_achados, regras_do_lote
from hub.recepcao.erros import ArquivoNaoVeio
from hub.recepcao.formatos import DE_ARQUIVO, escrever_modelo
from hub.recepcao.formatos.limites import por_extenso
from hub.recepcao.limites import AVISOS_POR_LOTE, ESPERA_SUGERIDA
from hub.recepcao.tabelas_csv import achados_em_csv
from hub.recepcao.tarefas import lote_enfileirar

#: Situação HTTP com que o htmx deixa de perguntar.
PARE_DE_PERGUNTAR = 286
#: Formato do modelo → rótulo e tipo de conteúdo.
MODELOS: dict[str, tuple[str, str]] = {
    "xlsx": ("Planilha (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("Texto (CSV)", "text/csv; charset=utf-8"),
}
#: Conta do lote → (rótulo, cor da barra).
CONTAS = {
    "aceitas": ("Aceitas", "success"),
    "em_consulta": ("Em consulta", "warning"),
    "recusadas": ("Recusadas", "danger"),
    "alteradas": ("Alteradas", "info"),
    "repetidas": ("Repetidas", ""),
}


@require_GET
@tela(Ato.CONSULTAR)
def lista(pedido: Pedido) -> HttpResponse:
    com = pedido.GET.get("com", "")
    pagina = paginar(lotes_do(pedido.acesso.credor, com=com), pedido.GET.get("antes", ""))
    return render(pedido, "recepcao/lotes.html", {"pagina": pagina, "com": com})


@require_http_methods(["GET", "POST"])
@tela(Ato.CDAS_ENVIAR)
def novo(pedido: Pedido) -> HttpResponse:
    """O formulário de arquivo; o que não se pode guardar volta com o motivo."""
    erros: dict[str, str] = {}
    situacao = 200
    if pedido.method == "POST":
        try:
            return redirect("lote", lote=_guardar(pedido).pk)
        except Recusa as recusa:
            erros, situacao = {"arquivo": recusa.mensagem}, recusa.status
    contexto = {"erros": erros, "limite": por_extenso(DE_ARQUIVO.arquivo), "modelos": MODELOS}
    return render(pedido, "recepcao/lote_novo.html", contexto, status=situacao)


def _guardar(pedido: Pedido) -> Lote:
    veio = pedido.FILES.get("arquivo")
    if veio is None or not veio.size or veio.file is None:
        raise ArquivoNaoVeio
    with transaction.atomic():
        lote = arquivo_guardar(
            credor=pedido.acesso.credor,
            fluxo=cast("BinaryIO", veio.file),
            nome=veio.name or "arquivo",
            ator=pedido.acesso.ator,
            em=timezone.localdate(),
        )
        lote_enfileirar(lote)
    return lote


@require_GET
@tela(Ato.CONSULTAR)
def pagina(pedido: Pedido, lote: int) -> HttpResponse:
    achado = _do_credor(pedido, lote)
    regras = regras_do_lote(achado)
    efeito, regra = pedido.GET.get("efeito", ""), pedido.GET.get("regra", "")
    contexto = {
        **_do_andamento(achado),
        "barras": [(rotulo, getattr(achado, conta), cor) for conta, (rotulo, cor) in CONTAS.items()],
        "regras": regras,
        "efeitos": EFEITOS,
        "efeito": efeito,
        "regra": regra,
        "achados": pagina_filtrada_de_achados(achado, efeito=efeito, regra=regra, apos=pedido.GET.get("apos", "")),
        "adiante": bool(pedido.GET.get("apos")),
        "tem_original": achado.porta == Porta.ARQUIVO,
        "avisos_guardados": AVISOS_POR_LOTE,
    }
    return render(pedido, "recepcao/lote.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def andamento(pedido: Pedido, lote: int) -> HttpResponse:
    """O trecho que a página repete enquanto processa; ao terminar, manda recarregar a página inteira."""
    achado = _do_credor(pedido, lote)
    if not pedido.headers.get("HX-Request"):
        return redirect("lote", lote=achado.pk)
    resposta = render(pedido, "recepcao/_andamento.html", _do_andamento(achado))
    if not em_curso(achado):
        resposta.status_code = PARE_DE_PERGUNTAR
        resposta["HX-Refresh"] = "true"
    return resposta


@require_GET
@tela(Ato.CONSULTAR)
def original(pedido: Pedido, lote: int) -> FileResponse:
    achado = _do_credor(pedido, lote)
    if achado.porta != Porta.ARQUIVO:
        raise Http404
    try:
        fluxo = caminho_do_original(achado).open("rb")
    except FileNotFoundError as falta:
        raise Http404 from falta
    return FileResponse(fluxo, as_attachment=True, filename=achado.nome, content_type="application/octet-stream")


@require_GET
@tela(Ato.CONSULTAR)
def achados_csv(pedido: Pedido, lote: int) -> StreamingHttpResponse:
    achado = _do_credor(pedido, lote)
    nome = f"achados-do-lote-{achado.pk}.csv"
    return StreamingHttpResponse(
        achados_em_csv(achado),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nome}"'},
    )


@require_GET
@tela(Ato.CONSULTAR)
def modelo(pedido: Pedido, formato: Literal["xlsx", "csv"]) -> HttpResponse:  # noqa: ARG001 - a permissão o usa
    """O modelo para preencher, com as colunas e um exemplo."""
    if formato not in MODELOS:
        raise Http404
    return HttpResponse(
        escrever_modelo(formato),
        content_type=MODELOS[formato][1],
        headers={"Content-Disposition": f'attachment; filename="modelo-de-cda.{formato}"'},
    )


def _do_credor(pedido: Pedido, lote: int) -> Lote:
    return get_object_or_404(Lote, pk=lote, credor=pedido.acesso.credor)


def _do_andamento(lote: Lote) -> dict[str, Any]:
    return {"lote": lote, "em_curso": em_curso(lote), "espera": ESPERA_SUGERIDA}
