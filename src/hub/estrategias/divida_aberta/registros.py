"""Os registros da lista pública no livro: nascem na liberação e se fecham quando a dívida não se cobra mais."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from hub.dividas.models import Remessa
from hub.estrategias.plano import consulta

PASTA = "hub.estrategias.divida_aberta"


def registros_abrir(remessa: Remessa, *, agora: datetime) -> None:
    """Dá por registrado o que a remessa levou: não há resposta a esperar."""
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "publicar"), {"remessa": remessa.pk, "em": agora})


@transaction.atomic
def registros_fechar(cdas: Sequence[int], *, agora: datetime) -> int:
    """Fecha os registros das CDAs dadas que não se cobram mais; devolve quantos. Repetir não muda nada."""
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "fechar"), {"cdas": list(cdas), "em": agora})
        return int(cursor.rowcount)
