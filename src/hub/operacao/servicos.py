"""Ligar e desligar chaves de operação."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.clausulas import ESTRATEGIAS
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor
from hub.operacao import fila
from hub.operacao.erros import ChaveDesconhecida, ChaveJaDesligada, ChaveJaLigada, ChaveMalDita
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.operacao.vigentes import TRAVA_DAS_CHAVES, esquecer

#: Que espécie pede canal e que espécie pede credor; o canal parado pode ser de um credor só.
_COM_CANAL = frozenset({EspecieDeChave.PARAR_CANAL})
_COM_CREDOR = frozenset({EspecieDeChave.PARAR_CREDOR})
_PODE_CREDOR = _COM_CANAL | _COM_CREDOR


@dataclass(frozen=True, kw_only=True)
class PedidoDeChave:
    """O que se quer parar, ou avisar."""

    especie: EspecieDeChave
    #: como os credores o leem
    motivo: str
    canal: str = ""
    credor: Credor | None = None
    inclusive_baixas: bool = False
    #: nulo = já
    desde: datetime | None = None
    fim_previsto: datetime | None = None


@transaction.atomic
def chave_ligar(pedido: PedidoDeChave, *, ator: str, agora: datetime) -> ChaveDeOperacao:
    """Liga a chave, com evento; a mesma, de novo, não muda nada.

    Quando volta, nenhuma remessa que ela segura ainda sai; as outras portas a seguem em até
    `hub.operacao.vigentes.VALIDADE` segundos. Levanta `ChaveMalDita`, `ChaveJaLigada` e `CadastroErrado`.
    """
    _conferir(pedido, agora)
    _esperar_quem_libera()
    chave = ChaveDeOperacao(
        **_campos(pedido),
        desde=pedido.desde or agora,
        fim_previsto=pedido.fim_previsto,
        ligada_por=ator,
        ligada_em=agora,
    )
    if ja_ligada := _igual_ligada(chave):
        if _mesmos_dados(ja_ligada, pedido):
            return ja_ligada
        raise ChaveJaLigada(chave=ja_ligada.pk)
    cadastro_conferir(chave)
    chave.save(force_insert=True)
    _esquecer()
    _registrar(Etiqueta.OPERACAO_LIGADA, chave, ator, agora, desde=chave.desde, fim_previsto=chave.fim_previsto)
    return chave


@transaction.atomic
def chave_desligar(numero: int, *, ator: str, agora: datetime) -> ChaveDeOperacao:
    """Desliga a chave, com evento, e acorda o que esperava. Levanta `ChaveDesconhecida` e `ChaveJaDesligada`."""
    _esperar_quem_libera()
    mudou = ChaveDeOperacao.objects.filter(pk=numero, desligada_em__isnull=True).update(
        desligada_em=agora, desligada_por=ator
    )
    chave = ChaveDeOperacao.objects.select_related("credor").filter(pk=numero).first()
    if chave is None:
        raise ChaveDesconhecida(chave=numero)
    if not mudou:
        raise ChaveJaDesligada(chave=numero, por=chave.desligada_por)
    _esquecer()
    fila.acordar()
    _registrar(Etiqueta.OPERACAO_DESLIGADA, chave, ator, agora, desde=chave.desde)
    return chave


def _conferir(pedido: PedidoDeChave, agora: datetime) -> None:
    especie = EspecieDeChave(pedido.especie)
    problemas = (
        (not pedido.motivo.strip(), "falta o motivo, que é o que os credores leem"),
        (especie in _COM_CANAL and pedido.canal not in ESTRATEGIAS, f"o canal é um destes: {', '.join(ESTRATEGIAS)}"),
        (especie not in _COM_CANAL and bool(pedido.canal), "só a parada de canal diz canal"),
        (especie in _COM_CREDOR and pedido.credor is None, "falta o credor que para"),
        (
            especie not in _PODE_CREDOR and pedido.credor is not None,
            "esta espécie vale para todos, e não para um credor",
        ),
        (pedido.inclusive_baixas and especie not in _COM_CANAL, "só a parada de canal segura baixas"),
        (pedido.desde is not None and pedido.desde < agora, "o início já passou"),
        (_acaba_antes(pedido, agora), "o fim previsto não vem depois do início"),
    )
    if motivo := next((texto for errado, texto in problemas if errado), ""):
        raise ChaveMalDita(motivo=motivo)


def _acaba_antes(pedido: PedidoDeChave, agora: datetime) -> bool:
    return pedido.fim_previsto is not None and pedido.fim_previsto <= (pedido.desde or agora)


def _campos(pedido: PedidoDeChave) -> dict[str, Any]:
    return {
        "especie": EspecieDeChave(pedido.especie),
        "canal": pedido.canal,
        "credor": pedido.credor,
        "motivo": " ".join(pedido.motivo.split()),
        "inclusive_baixas": pedido.inclusive_baixas,
    }


def _igual_ligada(chave: ChaveDeOperacao) -> ChaveDeOperacao | None:
    ligadas = ChaveDeOperacao.objects.filter(
        especie=chave.especie, canal=chave.canal, credor=chave.credor, desligada_em__isnull=True
    )
    if chave.especie == EspecieDeChave.AVISO:
        ligadas = ligadas.filter(motivo=chave.motivo)
    return ligadas.first()


def _mesmos_dados(ligada: ChaveDeOperacao, pedido: PedidoDeChave) -> bool:
    ditos = _campos(pedido) | {"fim_previsto": pedido.fim_previsto}
    ditos |= {"desde": pedido.desde} if pedido.desde else {}
    return all(getattr(ligada, campo) == valor for campo, valor in ditos.items())


def _esperar_quem_libera() -> None:
    """Espera acabar a liberação que já não pode voltar atrás; as seguintes veem o que se mudou."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TRAVA_DAS_CHAVES])


def _esquecer() -> None:
    """Já, para esta transação, e de novo quando ela se confirma: outro pedido pode ter lido no meio."""
    esquecer()
    transaction.on_commit(esquecer)


def _registrar(etiqueta: Etiqueta, chave: ChaveDeOperacao, ator: str, em: datetime, **chaves: Any) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=chave.credor,
        em=em,
        chave=chave.pk,
        especie=chave.especie,
        canal=chave.canal,
        motivo=chave.motivo,
        inclusive_baixas=int(chave.inclusive_baixas),
        **chaves,
    )
