"""O disjuntor de cada credor e canal: quando o serviço falha, para-se de chamar, e as pessoas veem por quê.

Falha passageira conta; `LIMITE` seguidas o abrem, e depois do descanso uma chamada, só uma, experimenta. Falha
permanente (senha errada, certificado) o abre até que uma pessoa o feche, com `canal_religar`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.chamadas.erros import CanalDesligado, CanalJaLigado
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.models import Chamada, Disjuntor, EstadoDoDisjuntor, SituacaoDaChamada

#: Falhas passageiras seguidas que abrem.
LIMITE: Final = 5
#: Descanso depois de abrir; dobra a cada experiência que falha, até o maior.
DESCANSO: Final = timedelta(minutes=5)
DESCANSO_MAXIMO: Final = timedelta(hours=4)
#: Quanto uma experiência pode durar: passou disto, quem a fazia morreu, e outra se faz.
EXPERIENCIA: Final = timedelta(minutes=35)
#: Quem aparece na auditoria quando ninguém mandou.
HUB: Final = "hub"


def disjuntor_passar(*, credor: Credor, estrategia: str, agora: datetime) -> None:
    """Volta se pode chamar; meio aberto, só um passa de cada vez. Levanta `CanalDesligado`."""
    disjuntor = Disjuntor.objects.filter(credor=credor, estrategia=estrategia).first()
    if disjuntor is None or disjuntor.estado == EstadoDoDisjuntor.FECHADO:
        return
    vencido = Q(permanente=False, proxima_em__lte=agora) & ~Q(estado=EstadoDoDisjuntor.FECHADO)
    passou = Disjuntor.objects.filter(vencido, pk=disjuntor.pk).update(
        estado=EstadoDoDisjuntor.MEIO_ABERTO, proxima_em=agora + EXPERIENCIA
    )
    if not passou:
        disjuntor.refresh_from_db()
        raise CanalDesligado(
            estrategia=estrategia,
            credor=credor.nome,
            desde=f"{localtime(disjuntor.desde):%d/%m/%Y às %H:%M}",
            motivo=disjuntor.motivo,
            quando=_quando(disjuntor),
        )


def _quando(disjuntor: Disjuntor) -> str:
    if disjuntor.permanente or disjuntor.proxima_em is None:
        return "Resolvido isso, religue-o com `hub canal religar` ou na página do canal."
    return f"Experimenta-se de novo em {localtime(disjuntor.proxima_em):%d/%m/%Y às %H:%M}."


@transaction.atomic
def disjuntor_falhou(*, credor: Credor, estrategia: str, falha: FalhaDoCanal, agora: datetime) -> None:
    """Conta a falha e, se for o caso, abre."""
    disjuntor = _travado(credor, estrategia, agora)
    disjuntor.falhas += 1
    abre = falha.permanente or disjuntor.falhas >= LIMITE
    era = disjuntor.estado
    if abre and not disjuntor.permanente:
        disjuntor.estado, disjuntor.permanente = EstadoDoDisjuntor.ABERTO, falha.permanente
        disjuntor.motivo = falha.texto
        disjuntor.proxima_em = None if falha.permanente else agora + _descanso(disjuntor.falhas - LIMITE)
        if era == EstadoDoDisjuntor.FECHADO:
            disjuntor.desde = agora
        if era == EstadoDoDisjuntor.FECHADO or falha.permanente:
            _registrar(Etiqueta.CANAL_DESLIGADO, disjuntor, HUB, agora, permanente=falha.permanente)
    disjuntor.save()


@transaction.atomic
def disjuntor_respondeu(*, credor: Credor, estrategia: str, agora: datetime) -> None:
    """O serviço respondeu: as falhas deixam de contar. O que só uma pessoa fecha continua aberto."""
    if not Disjuntor.objects.filter(credor=credor, estrategia=estrategia, permanente=False).exclude(falhas=0).exists():
        return
    disjuntor = _travado(credor, estrategia, agora)
    if not disjuntor.permanente:
        _fechar(disjuntor, HUB, agora)


@transaction.atomic
def canal_religar(*, credor: Credor, estrategia: str, ator: str, agora: datetime) -> int:
    """Fecha o disjuntor por ordem de uma pessoa e põe na fila o que estava parado; devolve quantas chamadas.

    Levanta `CanalJaLigado` se não há nada aberto nem parado.
    """
    disjuntor = _travado(credor, estrategia, agora)
    paradas = Chamada.objects.filter(credor=credor, estrategia=estrategia, situacao=SituacaoDaChamada.PARADA)
    voltaram = paradas.update(situacao=SituacaoDaChamada.NA_FILA, falhas=0, proxima_em=None)
    if disjuntor.estado == EstadoDoDisjuntor.FECHADO and not voltaram:
        raise CanalJaLigado(estrategia=estrategia, credor=credor.nome)
    disjuntor.permanente = False
    _fechar(disjuntor, ator, agora, sempre=True)
    return voltaram


def _fechar(disjuntor: Disjuntor, ator: str, agora: datetime, *, sempre: bool = False) -> None:
    if disjuntor.estado != EstadoDoDisjuntor.FECHADO or sempre:
        _registrar(Etiqueta.CANAL_RELIGADO, disjuntor, ator, agora)
        disjuntor.desde = agora
    disjuntor.estado, disjuntor.falhas, disjuntor.motivo = EstadoDoDisjuntor.FECHADO, 0, ""
    disjuntor.proxima_em = None
    disjuntor.save()


def _travado(credor: Credor, estrategia: str, agora: datetime) -> Disjuntor:
    Disjuntor.objects.get_or_create(credor=credor, estrategia=estrategia, defaults={"desde": agora})
    return Disjuntor.objects.select_for_update().get(credor=credor, estrategia=estrategia)


def _descanso(vezes: int) -> timedelta:
    # O expoente se limita antes: o do tempo estouraria.
    dobras = max(0, min(vezes, 10))
    return min(DESCANSO * (1 << dobras), DESCANSO_MAXIMO)


def _registrar(etiqueta: Etiqueta, disjuntor: Disjuntor, ator: str, agora: datetime, **chaves: bool) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=disjuntor.credor,
        em=agora,
        estrategia=disjuntor.estrategia,
        motivo=disjuntor.motivo,
        **chaves,
    )
