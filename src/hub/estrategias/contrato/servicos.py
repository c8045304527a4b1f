"""Gravar o contrato de um serviço, e saber o que vale."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.contrato.erros import ContratoErrado
from hub.estrategias.contrato.forma import contrato_ler
from hub.estrategias.models import ContratoDoCanal
from hub.estrategias.por_registro.servico import Ato

#: Caracteres da fonte.
FONTE_MAXIMA = 300


@transaction.atomic
def contrato_gravar(
    *,
    credor: Credor | None,
    estrategia: str,
    documento: Any,
    exige: tuple[Ato, ...],
    desde: date,
    fonte: str,
    ator: str,
    agora: datetime,
) -> ContratoDoCanal:
    """Grava o contrato que vale desde o dia; o mesmo, de novo, não muda nada. Levanta `ContratoErrado`.

    `credor`: nulo = de todos os que não têm o seu.
    """
    contrato_ler(documento, exige=exige)
    dita = " ".join(fonte.split())
    if not dita or len(dita) > FONTE_MAXIMA:
        raise ContratoErrado(onde="fonte", defeito=f"diga de onde veio, em até {FONTE_MAXIMA} caracteres")
    anterior = ContratoDoCanal.objects.filter(credor=credor, estrategia=estrategia, desde=desde).first()
    if anterior and (anterior.documento, anterior.fonte) == (documento, dita):
        return anterior
    gravado, _ = ContratoDoCanal.objects.update_or_create(
        credor=credor,
        estrategia=estrategia,
        desde=desde,
        defaults={"documento": documento, "fonte": dita, "gravado_por": ator, "gravado_em": agora},
    )
    evento_registrar(
        Etiqueta.CONTRATO_DO_CANAL_GRAVADO,
        ator=ator,
        credor=credor,
        em=agora,
        estrategia=estrategia,
        desde=desde.isoformat(),
        fonte=dita,
    )
    return gravado


def contrato_em(credor: Credor, estrategia: str, em: date) -> ContratoDoCanal | None:
    """O do credor, se ele tem; senão, o de todos; nulo se nenhum vale na data."""
    valem = ContratoDoCanal.objects.filter(estrategia=estrategia, desde__lte=em)
    do_credor = valem.filter(credor=credor).order_by("-desde").first()
    return do_credor or valem.filter(credor__isnull=True).order_by("-desde").first()
