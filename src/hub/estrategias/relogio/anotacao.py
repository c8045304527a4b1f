"""O relógio da baixa anotado uma vez por dia: o lembrete do credor, o que a PGFN acompanha e a mediana pública."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.dividas.models import Acionamento
from hub.estrategias.models import MedianaDaBaixa, SituacaoDasBaixas
from hub.estrategias.relogio.consultas import Mostrador, medidas, relogio_do
from hub.estrategias.silencio.anotacao import silencio_anotar

ATOR = "hub"


def relogio_anotar(em: date) -> int:
    """Anota o dia de cada credor e as medianas de todos; repetir no mesmo dia não muda nada. Devolve quantos canais.

    Cada credor é uma transação: interrompido, o mesmo comando continua.
    """
    medianas_anotar(em)
    return sum(credor_anotar(credor, em) for credor in Credor.objects.order_by("pk"))


@transaction.atomic
def credor_anotar(credor: Credor, em: date) -> int:
    """Anota o dia do credor e o avisa do que vence, do que venceu e do que não responde; repetir não muda nada.

    Devolve quantos canais têm baixa por fazer.
    """
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
    silencio_anotar(credor, em)
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


def por_anotar(em: date) -> list[int]:
    """Os credores que já agiram por algum canal e ainda não têm o dia anotado."""
    agiram = Exists(Acionamento.objects.filter(credor=OuterRef("pk")))
    anotados = Exists(SituacaoDasBaixas.objects.filter(credor=OuterRef("pk"), dia=em))
    return list(Credor.objects.filter(agiram, ~anotados).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def medianas_anotar(em: date) -> None:
    """A mediana pública de cada canal no dia; a que já se anotou não muda."""
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
