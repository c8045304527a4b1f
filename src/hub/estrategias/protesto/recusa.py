"""O que fazer quando a CRA recusa um arquivo inteiro: nada dele entrou."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import NA_RECUSA
from hub.dividas.models import RemessaArquivo
from hub.estrategias.protesto.plano import consulta


def desfazer(arquivo: RemessaArquivo) -> int:
    """Leva cada acionamento do arquivo de volta (`NA_RECUSA`), com uma passagem; devolve quantos."""
    parametros: dict[str, Any] = {
        "arquivo": arquivo.pk,
        "remessa": arquivo.remessa_id,
        "tipo": arquivo.tipo,
        "de": [de.value for de in NA_RECUSA],
        "para": [para.value for para in NA_RECUSA.values()],
        "motivo": f"remessa:{arquivo.remessa_id}:recusada",
        "em": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta("recusar"), parametros)
        return int(cursor.rowcount)
