"""O estado público do hub e a certidão de indisponibilidade: sem entrada, iguais para todos."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.acesso.freio import JANELA, Por, tentativa_contar
from hub.comum.erros import Recusa
from hub.operacao.certidoes import certidao_emitir
from hub.operacao.erros import CertidoesDemais, EstadoSemBanco, PeriodoMalDito
from hub.portal.certidao_em_pdf import certidao_em_pdf
from hub.portal.estado import canais_instalados, estado_publico

#: Certidões que um endereço de rede pede na janela do freio: cada uma lê a história, e o PDF se compõe.
PEDIDAS = 60
#: Segundos em que o navegador pode mostrar de novo a mesma página.
GUARDADA = 30


@require_safe
def estado(pedido: HttpRequest) -> HttpResponse:
    """O estado agora, e 90 dias de história. Não pergunta quem é, nem depende do banco."""
    resposta = render(pedido, "portal/estado.html", _contexto())
    resposta["Cache-Control"] = f"public, max-age={GUARDADA}"
    return resposta


@never_cache
@require_safe
def certidao(pedido: HttpRequest) -> HttpResponse:
    """A certidão do período, em JSON ou em PDF; sem período, o formulário. A recusa volta ao formulário."""
    if not pedido.GET.get("componente"):
        return render(pedido, "portal/certidao.html", _contexto() | {"dito": pedido.GET})
    try:
        emitida = _emitir(pedido)
    except Recusa as recusa:
        contexto = _contexto() | {"dito": pedido.GET, "recusa": recusa}
        return render(pedido, "portal/certidao.html", contexto, status=recusa.status)
    return _em_pdf(emitida) if pedido.GET.get("formato") == "pdf" else _em_json(emitida)


def _emitir(pedido: HttpRequest) -> dict[str, Any]:
    agora = timezone.now()
    try:
        _frear(pedido, agora)
        return certidao_emitir(
            componente=pedido.GET["componente"],
            de=_instante(pedido.GET.get("de", "")),
            ate=_instante(pedido.GET.get("ate", "")),
            canais=canais_instalados(),
            agora=agora,
        )
    except DatabaseError as erro:
        raise EstadoSemBanco from erro


def _frear(pedido: HttpRequest, agora: datetime) -> None:
    endereco = pedido.META.get("REMOTE_ADDR", "")
    tentativa = tentativa_contar(
        assunto="certidao", pessoa="", lugar=endereco, limites={Por.LUGAR: PEDIDAS}, agora=agora
    )
    if tentativa.maior > 0:
        tentativa.esquecer()
        raise CertidoesDemais(minutos=int(JANELA.total_seconds() // 60))


def _instante(texto: str) -> datetime:
    try:
        lido = parse_datetime(texto[:40])
    except ValueError:
        lido = None
    if lido is None:
        raise PeriodoMalDito(motivo="falta um instante, ou ele não se lê")
    try:
        return timezone.make_aware(lido) if timezone.is_naive(lido) else lido
    except (OverflowError, ValueError):
        raise PeriodoMalDito(motivo="o instante está fora do alcance") from None


def _em_json(emitida: dict[str, Any]) -> HttpResponse:
    conteudo = json.dumps(emitida, ensure_ascii=False, indent=2)
    return _como_arquivo(conteudo, "application/json; charset=utf-8", emitida, "json")


def _em_pdf(emitida: dict[str, Any]) -> HttpResponse:
    return _como_arquivo(certidao_em_pdf(emitida), "application/pdf", emitida, "pdf")


def _como_arquivo(conteudo: str | bytes, tipo: str, emitida: dict[str, Any], extensao: str) -> HttpResponse:
    resposta = HttpResponse(conteudo, content_type=tipo)
    nome = f"certidao-{emitida['corpo']['componente'].replace(':', '-')}-{emitida['corpo']['de'][:10]}.{extensao}"
    resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    return resposta


def _contexto() -> dict[str, Any]:
    return {"estado": _com_datas(estado_publico())}


#: Os campos do estado que são instantes.
_INSTANTES = frozenset({"em", "desde", "fim_previsto", "inicio", "fim", "medido_em", "medido_desde", "dia"})


def _com_datas(valor: Any, campo: str = "") -> Any:
    """O estado com os instantes como datas, que a página escreve por extenso."""
    if isinstance(valor, dict):
        return {nome: _com_datas(dentro, nome) for nome, dentro in valor.items()}
    if isinstance(valor, list):
        return [_com_datas(dentro) for dentro in valor]
    return datetime.fromisoformat(valor) if campo in _INSTANTES and valor else valor
