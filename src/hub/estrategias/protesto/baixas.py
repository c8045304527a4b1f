"""O que tirar do cartório: desistência antes da lavratura; cancelamento ou anuência depois (Lei 9.492, 16 e 26)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import Situacao
from hub.dividas.models import Remessa
from hub.estrategias.protesto.plano import consulta

#: Situação a que cada pedido leva o acionamento.
LEVA_A = {
    "DP": Situacao.DESISTENCIA_PEDIDA,
    "CP": Situacao.CANCELAMENTO_PEDIDO,
    "AC": Situacao.ANUENCIA_ENVIADA,
}


def planejar(remessa: Remessa) -> tuple[int, Counter[str]]:
    """Grava os pedidos que as posições das CDAs exigem; devolve quantos, e o que não se pode pedir, por motivo."""
    with connection.cursor() as cursor:
        cursor.execute(consulta("baixas"), {"credor": remessa.credor_id, "remessa": remessa.pk})
        pedidos = Counter(dict(cursor.fetchall()))
    motivos = Counter({motivo: total for motivo, total in pedidos.items() if motivo not in LEVA_A})
    return sum(pedidos.values()) - motivos.total(), motivos


def gravar_envio(remessa: Remessa) -> None:
    """Leva cada acionamento pedido à situação do pedido, com uma passagem."""
    with connection.cursor() as cursor:
        for tipo, situacao in LEVA_A.items():
            parametros: dict[str, Any] = {
                "remessa": remessa.pk,
                "tipo": tipo,
                "para": situacao.value,
                "motivo": f"remessa:{remessa.pk}:{tipo}",
                "em": timezone.now(),
            }
            cursor.execute(consulta("pedir_baixa"), parametros)
