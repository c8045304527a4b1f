"""O que o medidor acha, gravado como intervalos em que cada componente não funcionou.

Uma medida que falha abre o intervalo; a primeira que volta a dar certo o fecha. O tempo em que ninguém mediu conta como
fora do ar, por causa desconhecida: quem não mediu não pode dizer que funcionava.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import Relato, eventos_registrar
from hub.operacao.models import Indisponibilidade, Medicao

#: De quanto em quanto tempo se mede.
INTERVALO: Final = timedelta(minutes=1)
#: Sem medida por mais que isto, não se mediu: cabe uma medida demorada e um atraso.
TOLERANCIA: Final = timedelta(seconds=150)
#: Duas medidas mais perto que isto são de dois medidores: vale a primeira.
REPETIDA: Final = timedelta(seconds=20)
NAO_MEDIDO: Final = "não se mediu, e a causa não se conhece"
#: Quem aparece na auditoria.
MEDIDOR: Final = "O medidor"
_TRAVA = 0x0BE8


@dataclass(frozen=True, kw_only=True)
class Medida:
    """Se um componente funcionava quando se mediu."""

    componente: str
    #: por que não funciona; vazia se funciona
    causa: str = ""

    @property
    def funciona(self) -> bool:
        return not self.causa


@transaction.atomic
def medidas_registrar(medidas: Sequence[Medida], *, em: datetime) -> bool:
    """Grava as medidas de um instante, com evento do que começou e do que acabou; falso se já havia outra dele.

    Repetir a mesma, ou uma mais velha, não muda nada; dois medidores não contam duas vezes.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_TRAVA])
    de_antes = Medicao.objects.in_bulk()
    novas = [m for m in medidas if _serve(de_antes.get(m.componente), em)]
    abertas = {aberta.componente: aberta for aberta in Indisponibilidade.objects.filter(fim__isnull=True)}
    relatos: list[Relato] = []
    for medida in novas:
        relatos += _seguir(medida, de_antes.get(medida.componente), abertas.get(medida.componente), em)
    _lembrar(novas, de_antes, em)
    eventos_registrar(relatos, em=em)
    return bool(novas)


def _serve(antes: Medicao | None, em: datetime) -> bool:
    return antes is None or em - antes.medido_em >= REPETIDA


def _seguir(medida: Medida, antes: Medicao | None, aberta: Indisponibilidade | None, em: datetime) -> Iterable[Relato]:
    """Fecha e abre intervalos, pelo que se sabia e pelo que se mediu."""
    if antes is not None and em - antes.medido_em > TOLERANCIA:
        if aberta is not None:
            yield _fechar(aberta, antes.medido_em)
            aberta = None
        yield _acabada(medida.componente, antes.medido_em, em)
    if medida.funciona and aberta is not None:
        yield _fechar(aberta, em)
    if not medida.funciona and aberta is None:
        nova = Indisponibilidade.objects.create(componente=medida.componente, inicio=em, causa=medida.causa[:300])
        yield _relato(Etiqueta.INDISPONIBILIDADE_COMECOU, nova)


def _acabada(componente: str, inicio: datetime, fim: datetime) -> Relato:
    """O intervalo em que não se mediu, que só se conhece depois de acabado."""
    passada = Indisponibilidade.objects.create(
        componente=componente, inicio=inicio, fim=fim, causa=NAO_MEDIDO, medida=False
    )
    return _relato(Etiqueta.INDISPONIBILIDADE_ACABOU, passada, fim=passada.fim)


def _fechar(aberta: Indisponibilidade, fim: datetime) -> Relato:
    Indisponibilidade.objects.filter(pk=aberta.pk, fim__isnull=True).update(fim=fim)
    return _relato(Etiqueta.INDISPONIBILIDADE_ACABOU, aberta, fim=fim)


def _relato(etiqueta: Etiqueta, intervalo: Indisponibilidade, **chaves: object) -> Relato:
    dito = {"componente": intervalo.componente, "inicio": intervalo.inicio, "causa": intervalo.causa}
    return Relato(etiqueta=etiqueta, ator=MEDIDOR, chaves=dito | chaves)


def _lembrar(medidas: Sequence[Medida], antes: dict[str, Medicao], em: datetime) -> None:
    linhas = [
        Medicao(
            componente=medida.componente,
            funciona=medida.funciona,
            causa=medida.causa[:300],
            medido_desde=antes[medida.componente].medido_desde if medida.componente in antes else em,
            medido_em=em,
        )
        for medida in medidas
    ]
    campos = ("funciona", "causa", "medido_em")
    Medicao.objects.bulk_create(linhas, update_conflicts=True, unique_fields=("componente",), update_fields=campos)
