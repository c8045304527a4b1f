"""O relógio da baixa anotado uma vez por dia: o lembrete do credor, o que a PGFN acompanha e a mediana pública."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.models import MedianaDaBaixa, SituacaoDasBaixas
from hub.estrategias.relogio.consultas import Mostrador, medidas, relogio_do

ATOR = "hub"


def relogio_anotar(em: date, *, credores: Iterable[Credor] | None = None) -> int:
    """Anota o dia de cada credor e as medianas de todos; repetir no mesmo dia não muda nada. Devolve quantos canais.

    Cada credor é uma transação: interrompido, o mesmo comando continua.
    """
    pedidos = Credor.objects.order_by("pk") if credores is None else credores
    anotados = sum(_anotar_o_credor(credor, em) for credor in pedidos)
    _anotar_as_medianas(em)
    return anotados


@transaction.atomic
def _anotar_o_credor(credor: Credor, em: date) -> int:
    feitos = set(SituacaoDasBaixas.objects.filter(credor=credor, dia=em).values_list("estrategia", flat=True))
    novos = [mostrador for mostrador in relogio_do(credor, em) if mostrador.estrategia not in feitos]
    for mostrador in novos:
        SituacaoDasBaixas.objects.create(
            credor=credor,
            dia=em,
            estrategia=mostrador.estrategia,
            vencidas=mostrador.vencidas,
            vencem_logo=mostrador.vencem_logo,
            no_prazo=mostrador.no_prazo,
            pedidas=mostrador.pedidas,
        )
        _avisar(credor, mostrador, em)
    return len(novos)


def _avisar(credor: Credor, mostrador: Mostrador, em: date) -> None:
    """O lembrete, antes do prazo; e, passado ele, o que sobe à PGFN."""
    avisos = {Etiqueta.BAIXAS_VENCEM_LOGO: mostrador.vencem_logo, Etiqueta.BAIXAS_VENCIDAS: mostrador.vencidas}
    for etiqueta, quantas in avisos.items():
        if quantas:
            evento_registrar(
                etiqueta,
                ator=ATOR,
                credor=credor,
                em=timezone.now(),
                estrategia=mostrador.estrategia,
                quantas=quantas,
                dia=em,
            )


@transaction.atomic
def _anotar_as_medianas(em: date) -> None:
    for medida in medidas(None, em):
        MedianaDaBaixa.objects.get_or_create(
            dia=em,
            estrategia=medida.estrategia,
            defaults={
                "quantas": medida.quantas,
                "mediana": Decimal(str(medida.mediana)),
                "decimo": Decimal(str(medida.decimo)),
            },
        )
