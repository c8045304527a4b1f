"""O que fazer quando a CRA recusa um arquivo, inteiro ou em parte: nada do recusado entrou."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import NA_RECUSA
from hub.dividas.models import RemessaArquivo
from hub.estrategias.protesto.plano import consulta


def desfazer(
    arquivo: RemessaArquivo,
    *,
    codigo: str = "",
    pracas: Sequence[str] | None = None,
    acionamentos: Sequence[int] | None = None,
) -> int:
    """Leva cada acionamento do arquivo de volta (`NA_RECUSA`), com uma passagem; devolve quantos.

    `codigo`: o que a CRA respondeu, que fica na passagem. `pracas` (numa remessa) e `acionamentos` (num pedido) dizem a
    parte recusada; sem eles, é o arquivo inteiro.
    """
    parametros: dict[str, Any] = {
        "arquivo": arquivo.pk,
        "remessa": arquivo.remessa_id,
        "tipo": arquivo.tipo,
        "de": [de.value for de in NA_RECUSA],
        "para": [para.value for para in NA_RECUSA.values()],
        "pracas": None if pracas is None else list(pracas),
        "acionamentos": None if acionamentos is None else list(acionamentos),
        "motivo": f"remessa:{arquivo.remessa_id}:recusada" + (f":{codigo}" if codigo else ""),
        "em": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta("recusar"), parametros)
        return int(cursor.rowcount)
