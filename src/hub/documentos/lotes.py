"""Lotes de documentos: pedir, emitir em pedaços que se retomam, e fechar com um manifesto."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.situacoes import ENCERRADAS
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro, filtrar
from hub.dividas.trava import sem_trava
from hub.documentos.correio.envios import cartas_do_lote
from hub.documentos.emissao import SEM_CARTA
from hub.documentos.erros import LoteGrandeDemais, NadaAEmitir, PedacoEmUso
from hub.documentos.manifesto import manifesto_fechar
from hub.documentos.models import (
    Documento,
    Especie,
    Formato,
    LoteDeDocumentos,
    PedacoDoLote,
    SituacaoDoLoteDeDocumentos,
    VersaoDoModelo,
)
from hub.documentos.pedacos import Feito, pedaco_compor

#: Documentos por tarefa, e o mais que um lote leva.
POR_PEDACO, LIMITE = 500, 200_000
#: Espaço de nomes das travas consultivas de pedaço no PostgreSQL.
TRAVA_DE_PEDACO = 0xD0C


@transaction.atomic
def lote_pedir(
    *,
    credor: Credor,
    versao: VersaoDoModelo,
    filtro: Filtro,
    formato: Formato,
    ator: str,
    agora: datetime,
    por_email: bool = False,
) -> LoteDeDocumentos:
    """Escolhe as CDAs e divide-as em pedaços, que a fila emite. Por correio, cada carta é um arquivo.

    As encerradas não entram; em carta, também não as suspensas e as parceladas. Levanta `NadaAEmitir` e
    `LoteGrandeDemais`.
    """
    lote = LoteDeDocumentos(
        credor=credor,
        versao=versao,
        formato=Formato.SEPARADO if por_email else formato,
        filtro={nome: str(valor) for nome, valor in asdict(filtro).items() if valor},
        por_email=por_email and versao.modelo.especie == Especie.CARTA,
        criado_por=ator,
        criado_em=agora,
    )
    return _gravar(lote, _escolhidas(credor, Especie(versao.modelo.especie), filtro))


@transaction.atomic
def lote_das_cdas(*, versao: VersaoDoModelo, cdas: Sequence[int], ator: str, agora: datetime) -> LoteDeDocumentos:
    """Divide em pedaços CDAs já escolhidas por quem chama, na ordem dita; um PDF por documento."""
    lote = LoteDeDocumentos(
        credor=versao.credor, versao=versao, formato=Formato.SEPARADO, criado_por=ator, criado_em=agora
    )
    return _gravar(lote, list(cdas))


def lote_emitir(lote: LoteDeDocumentos, *, contar: Callable[[], None] = lambda: None) -> None:
    """Emite agora, um a um, os pedaços que faltam; o que outro processo está emitindo, espera.

    `contar`: chamada depois de cada pedaço, para quem mostra o andamento.
    """
    for pedaco in lote.pedacos.filter(feito=False).order_by("ordem"):
        pedaco_emitir(pedaco=pedaco, agora=timezone.now(), espera=True)
        contar()


def _gravar(lote: LoteDeDocumentos, cdas: list[int]) -> LoteDeDocumentos:
    lote.situacao, lote.pedidos = SituacaoDoLoteDeDocumentos.EMITINDO, len(cdas)
    lote.save(force_insert=True)
    PedacoDoLote.objects.bulk_create(
        PedacoDoLote(credor=lote.credor, lote=lote, ordem=ordem, cdas=cdas[inicio : inicio + POR_PEDACO])
        for ordem, inicio in enumerate(range(0, len(cdas), POR_PEDACO), start=1)
    )
    _registrar_pedido(lote)
    return lote


def _registrar_pedido(lote: LoteDeDocumentos) -> None:
    evento_registrar(
        Etiqueta.LOTE_DE_DOCUMENTOS_PEDIDO,
        ator=lote.criado_por,
        credor=lote.credor,
        em=lote.criado_em,
        lote=lote.pk,
        especie=lote.versao.modelo.especie,
        modelo=lote.versao.modelo.codigo,
        versao=lote.versao.versao,
        pedidos=lote.pedidos,
    )


def _escolhidas(credor: Credor, especie: Especie, filtro: Filtro) -> list[int]:
    """As CDAs do filtro, por CEP: é a ordem em que a gráfica e o correio as querem."""
    fora = SEM_CARTA if especie == Especie.CARTA else ENCERRADAS
    passam = filtrar(credor=credor, filtro=filtro).exclude(posicao__in=fora)
    if especie == Especie.CARTA:
        passam = sem_trava(passam)
    cdas = list(passam.order_by("devedor_cep", "numero_cda").values_list("pk", flat=True)[: LIMITE + 1])
    if not cdas:
        raise NadaAEmitir
    if len(cdas) > LIMITE:
        raise LoteGrandeDemais(limite=f"{LIMITE:,}".replace(",", "."))
    return cdas


def pedaco_emitir(*, pedaco: PedacoDoLote, agora: datetime, espera: bool = False) -> list[Documento]:
    """Emite um pedaço, numa transação: ou todos os documentos dele existem, ou nenhum. Refazer não emite de novo.

    Devolve os documentos que emitiu agora. Levanta `PedacoEmUso` se outro processo o está emitindo, a menos que se
    mande esperar.
    """
    with _trava(pedaco, espera=espera), transaction.atomic():
        pedaco.refresh_from_db()
        if pedaco.feito:
            return []
        lote = LoteDeDocumentos.objects.select_related("credor", "versao__modelo", "versao__credor").get(
            pk=pedaco.lote_id
        )
        feito = pedaco_compor(pedaco=pedaco, lote=lote, agora=agora)
        _somar(lote, pedaco, feito)
        if lote.por_email:
            cartas_do_lote(documentos=feito.documentos, ator=lote.criado_por, agora=agora)
        if not lote.pedacos.filter(feito=False).exists():
            _terminar(lote, agora)
        return feito.documentos


def _somar(lote: LoteDeDocumentos, pedaco: PedacoDoLote, feito: Feito) -> None:
    """As contas do lote mudam com o pedaço. Quem espera por esta linha vê depois os pedaços já feitos."""
    pedaco.feito = True
    pedaco.save()
    LoteDeDocumentos.objects.filter(pk=lote.pk).update(
        emitidos=F("emitidos") + len(feito.documentos),
        repetidos=F("repetidos") + feito.repetidos,
        recusados=F("recusados") + len(pedaco.recusas),
    )


def _terminar(lote: LoteDeDocumentos, agora: datetime) -> None:
    lote.refresh_from_db()
    manifesto_fechar(lote)
    lote.situacao = SituacaoDoLoteDeDocumentos.PRONTO
    lote.pronto_em = agora
    lote.save(update_fields=["situacao", "pronto_em", "manifesto_sha256", "assinatura"])
    evento_registrar(
        Etiqueta.LOTE_DE_DOCUMENTOS_PRONTO,
        ator=lote.criado_por,
        credor=lote.credor,
        em=agora,
        lote=lote.pk,
        emitidos=lote.emitidos,
        repetidos=lote.repetidos,
        recusados=lote.recusados,
        manifesto_sha256=lote.manifesto_sha256,
    )


@contextmanager
def _trava(pedaco: PedacoDoLote, *, espera: bool) -> Iterator[None]:
    """Um processo por pedaço. A trava é da sessão: se o processo morre, o banco a solta."""
    with connection.cursor() as cursor:
        if espera:
            cursor.execute("select pg_advisory_lock(%s, %s)", [TRAVA_DE_PEDACO, pedaco.pk])
        else:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [TRAVA_DE_PEDACO, pedaco.pk])
            if not cursor.fetchone()[0]:
                raise PedacoEmUso(pedaco=pedaco.ordem, lote=pedaco.lote_id)
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [TRAVA_DE_PEDACO, pedaco.pk])
