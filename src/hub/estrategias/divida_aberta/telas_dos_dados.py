"""Os dados abertos: a página que os explica, a fotografia do dia e as diferenças de cada dia."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.comum.calendario import data_ler
from hub.comum.erros import Recusa
from hub.estrategias.divida_aberta.consultas import atualizada_em
from hub.estrategias.divida_aberta.dados import dados_pasta, fotografia_atual
from hub.estrategias.divida_aberta.diferencas import (
    COLUNAS_DO_DIA,
    dias_com_diferencas,
    diferencas_do_dia_em_csv,
    ultima_diferenca,
)
from hub.estrategias.divida_aberta.freio import leitura_contar
from hub.estrategias.divida_aberta.limites import DIFERENCAS_GUARDADAS, DIFERENCAS_POR_CHAMADA
from hub.estrategias.divida_aberta.linhas_abertas import colunas_abertas
from hub.estrategias.divida_aberta.respostas import DEMAIS, de_espera, guardavel, montar, pagina_publica

TIPOS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@require_safe
def dados(pedido: HttpRequest) -> HttpResponseBase:
    """O que se oferece, coluna a coluna, e como acompanhar."""

    def contexto() -> dict[str, Any]:
        foto = fotografia_atual()
        return {
            "foto": foto,
            "gerada_em": datetime.fromisoformat(foto.gerada_em) if foto else None,
            "colunas": colunas_abertas(),
            "dias": [(dia, dia.isoformat()) for dia in dias_com_diferencas()],
            "atualizada_em": atualizada_em(),
            "guardadas": DIFERENCAS_GUARDADAS.days,
            "por_chamada": DIFERENCAS_POR_CHAMADA,
            "colunas_do_dia": COLUNAS_DO_DIA,
        }

    return pagina_publica(pedido, "dados", lambda: montar("dados", contexto(), reservada=False), agora=timezone.now())


@require_safe
def arquivo(pedido: HttpRequest, nome: str) -> HttpResponseBase:
    """Um arquivo da fotografia que se oferece; o de uma anterior já não existe."""
    foto = fotografia_atual()
    achado = next((um for um in foto.arquivos if um.nome == nome), None) if foto else None
    if foto is None or achado is None:
        return _nada(pedido)
    try:
        leitura_contar(pedido, agora=timezone.now())
    except DEMAIS as recusa:
        return de_espera(recusa)
    try:
        return guardavel(
            pedido,
            lambda: _anexo((dados_pasta() / nome).open("rb"), nome),
            etiqueta=f'"{achado.sha256}"',
            desde=datetime.fromisoformat(foto.gerada_em),
        )
    except FileNotFoundError:  # trocada entre uma linha e outra
        return _nada(pedido)


@require_safe
def diferencas_do_dia(pedido: HttpRequest, dia: str) -> HttpResponseBase:
    """As diferenças de um dia, lidas da lista como está agora."""
    agora = timezone.now()
    pedido_dia = _dia(dia)
    if pedido_dia is None or pedido_dia not in dias_com_diferencas():
        return _nada(pedido)
    try:
        leitura_contar(pedido, agora=agora)
    except DEMAIS as recusa:
        return de_espera(recusa)
    # O dado é o de agora: muda quando a lista muda, ainda que o dia já tenha passado.
    etiqueta = f'W/"{dia}-{ultima_diferenca()}"'
    return guardavel(pedido, lambda: _do_dia(pedido_dia, agora), etiqueta=etiqueta, desde=None)


def _do_dia(dia: date, agora: datetime) -> StreamingHttpResponse:
    blocos = diferencas_do_dia_em_csv(dia, hoje=timezone.localtime(agora).date())
    resposta = StreamingHttpResponse(blocos, content_type=TIPOS["csv"])
    resposta["Content-Disposition"] = f'attachment; filename="divida-aberta-diferencas-{dia}.csv"'
    return resposta


def _anexo(aberto: BinaryIO, nome: str) -> FileResponse:
    resposta = FileResponse(aberto, content_type=TIPOS[nome.rpartition(".")[2]])
    resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    return resposta


def _dia(texto: str) -> date | None:
    try:
        return data_ler(texto)
    except Recusa:
        return None


def _nada(pedido: HttpRequest) -> HttpResponseBase:
    return pagina_publica(pedido, "nada", lambda: montar("sem_nada", {}, situacao=404), agora=timezone.now())
