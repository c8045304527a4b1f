"""O silêncio dos canais, anotado uma vez por dia, com o aviso ao credor."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.models import CanalMudo
from hub.estrategias.silencio.consultas import mudezes

ATOR = "hub"


@transaction.atomic
def silencio_anotar(credor: Credor, em: date) -> int:
    """Anota o dia e avisa de cada canal e situação; repetir no mesmo dia não avisa de novo. Devolve quantos anotou.

    O dia em que nada espera também se anota, com zero: é ele que apaga o aviso da véspera.
    """
    if CanalMudo.objects.filter(credor=credor, dia=em).exists():
        return 0
    achadas = mudezes(credor, em)
    if not achadas and not CanalMudo.objects.filter(credor=credor, quantos__gt=0).exists():
        return 0
    linhas = [(um.estrategia, um.situacao.value, um.quantos) for um in achadas] or [("", "", 0)]
    CanalMudo.objects.bulk_create(
        CanalMudo(credor=credor, dia=em, estrategia=estrategia, situacao=situacao, quantos=quantos)
        for estrategia, situacao, quantos in linhas
    )
    for um in achadas:
        evento_registrar(
            Etiqueta.CANAL_SEM_RESPOSTA,
            ator=ATOR,
            credor=credor,
            em=timezone.now(),
            estrategia=um.estrategia,
            situacao=um.situacao.value,
            quantos=um.quantos,
            dia=em,
        )
    return len(achadas)
