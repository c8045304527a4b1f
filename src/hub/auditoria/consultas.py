"""Ler eventos e selos: as folhas da árvore, o corpo do selo, a frase de um evento e o recibo de um lote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from hub.auditoria import recibo
from hub.auditoria.arvore import Arvore, caminho
from hub.auditoria.erros import LoteForaDoSelo, LoteSemEvento, LoteSemSelo
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.frases import frase
from hub.auditoria.models import Evento, Selo

#: Antes de qualquer id: quem puser evento de id zero ou negativo também é visto.
ANTES_DE_TUDO = -(1 << 63)
#: Eventos lidos por vez.
PAGINA = 10_000
_EVENTOS = """
    select id, em, etiqueta, ator, credor_id, chaves from evento
    where id > %s and id <= %s order by id limit %s
"""


def frase_do_evento(evento: Evento) -> str:
    """O que se lê na tela: "Ana recebeu o lote 12 de Recife por arquivo: 5.000 linhas…"."""
    credor = evento.credor.nome if evento.credor else None
    return frase(evento.etiqueta, ator=evento.ator, credor=credor, chaves=evento.chaves)


def recibo_do_lote(lote: int) -> dict[str, Any]:
    """O recibo de um lote já selado.

    Levanta `LoteSemEvento`, `LoteSemSelo` e, se o banco foi adulterado, `LoteForaDoSelo`.
    """
    evento = _evento_do_lote(lote)
    selo = Selo.objects.filter(ultimo_evento__gte=evento.pk).order_by("id").first()
    if selo is None:
        raise LoteSemSelo(lote=lote)
    emitido = _recibo(evento, selo)
    try:
        recibo.conferir_recibo(emitido)
    except recibo.ReciboFalso as erro:
        raise LoteForaDoSelo(selo=selo.pk, lote=lote) from erro
    return emitido


def _recibo(evento: Evento, selo: Selo) -> dict[str, Any]:
    anterior = Selo.objects.filter(pk__lt=selo.pk).order_by("-id").first()
    arvore = Arvore(anterior.tamanho, bytes(anterior.topos)) if anterior else Arvore()
    folhas = dict(folhas_dos_eventos(anterior.ultimo_evento if anterior else ANTES_DE_TUDO, selo.ultimo_evento))
    posicao = arvore.tamanho + list(folhas).index(evento.pk)
    dados = (evento.pk, evento.em, evento.etiqueta, evento.ator, evento.credor_id)
    return {
        "formato": recibo.FORMATO,
        "evento": corpo_do_evento(*dados, chaves=evento.chaves),
        "posicao": posicao,
        "caminho": [passo.hex() for passo in caminho(arvore, list(folhas.values()), posicao)],
        "selo": corpo_do_selo(selo),
        "assinatura": bytes(selo.assinatura).hex(),
    }


def folhas_dos_eventos(desde: int, ate: int) -> Iterator[tuple[int, bytes]]:
    """O id e a folha de cada evento depois de `desde` e até `ate`, na ordem do id, uma página por vez."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_EVENTOS, [desde, ate, PAGINA])
            linhas = cursor.fetchall()
        for *inicio, chaves in linhas:
            yield inicio[0], recibo.folha(corpo_do_evento(*inicio, chaves=json.loads(chaves)))
        if len(linhas) < PAGINA:
            return
        desde = linhas[-1][0]


def corpo_do_evento(
    numero: int, em: datetime, etiqueta: str, ator: str, credor: int | None, /, *, chaves: dict[str, Any]
) -> dict[str, Any]:
    """O que a folha resume e o recibo mostra."""
    return {"id": numero, "em": _instante(em), "etiqueta": etiqueta, "ator": ator, "credor": credor, "chaves": chaves}


def corpo_do_selo(selo: Selo) -> dict[str, Any]:
    """O que a assinatura cobre e o selo seguinte resume."""
    return {
        "selo": selo.pk,
        "em": _instante(selo.em),
        "tamanho": selo.tamanho,
        "ultimo_evento": selo.ultimo_evento,
        "raiz": bytes(selo.raiz).hex(),
        "anterior": bytes(selo.anterior).hex(),
        "chave_publica": bytes(selo.chave_publica).hex(),
    }


def resumo_do_selo(selo: Selo) -> bytes:
    """O que o selo seguinte guarda deste: SHA-256 do corpo canônico."""
    return hashlib.sha256(recibo.canonico(corpo_do_selo(selo))).digest()


def _evento_do_lote(lote: int) -> Evento:
    # A condição e a conta são as do índice `evento_lote`.
    eventos = Evento.objects.filter(etiqueta=Etiqueta.LOTE_RECEBIDO.value)
    numerados = eventos.annotate(lote=Cast(KeyTextTransform("lote", "chaves"), BigIntegerField()))
    if achado := numerados.filter(lote=lote).order_by("-id").first():
        return achado
    raise LoteSemEvento(lote=lote)


def _instante(em: datetime) -> str:
    return em.astimezone(UTC).isoformat(timespec="microseconds")
