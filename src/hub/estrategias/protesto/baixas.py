"""O que tirar do cartório, antes e depois da lavratura (Lei 9.492, 16 e 26).

Antes, a desistência ou a autorização dela; depois, o cancelamento ou a anuência.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import Causa, Posicao, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa
from hub.estrategias.protesto.opcoes import opcoes_do
from hub.estrategias.protesto.plano import consulta

#: Situação a que cada pedido leva o acionamento.
LEVA_A = {
    "DP": Situacao.DESISTENCIA_PEDIDA,
    "AD": Situacao.DESISTENCIA_PEDIDA,
    "CP": Situacao.CANCELAMENTO_PEDIDO,
    "AC": Situacao.ANUENCIA_ENVIADA,
}


#: O mesmo pedido, dito a quem pergunta por uma CDA.
AINDA_POR_PEDIR = {
    "DP": "pede_desistencia",
    "AD": "autoriza_desistencia",
    "CP": "pede_cancelamento",
    "AC": "pede_anuencia",
}

_PLANEJAR = """
with alvo as ({alvo}), gravado as (
    insert into remessa_baixa (credor_id, remessa_id, acionamento, tipo)
    select %(credor)s, %(remessa)s, id, pedido from alvo where pedido = any(%(pedidos)s)
)
select pedido, count(*) from alvo where pedido is not null group by pedido
"""


def planejar(remessa: Remessa) -> tuple[int, Counter[str]]:
    """Grava os pedidos que as posições das CDAs exigem; devolve quantos, e o que não se pode pedir, por motivo."""
    with connection.cursor() as cursor:
        parametros = {"remessa": remessa.pk, "pedidos": list(LEVA_A), **_parametros(remessa.credor)}
        cursor.execute(_PLANEJAR.format(alvo=_alvo()), parametros)
        pedidos = Counter(dict(cursor.fetchall()))
    motivos = Counter({motivo: total for motivo, total in pedidos.items() if motivo not in LEVA_A})
    return sum(pedidos.values()) - motivos.total(), motivos


def motivo_da(cda: CDA) -> str:
    """O que se espera, no cartório, de uma CDA que lá está e não se cobra mais; vazio = pode ficar."""
    if cda.posicao in {Posicao.ATIVA, Posicao.EM_CONSULTA}:
        return ""
    with connection.cursor() as cursor:
        consulta_da_cda = f"{_alvo('and c.id = %(cda)s')} order by a.tentativa desc limit 1"
        cursor.execute(consulta_da_cda, {"cda": cda.pk, **_parametros(cda.credor)})
        ((_, _, pedido),) = cursor.fetchall()
    return AINDA_POR_PEDIR.get(pedido, pedido or "baixa_ja_pedida")


def _alvo(filtro: str = "") -> str:
    return consulta("pedido_da_baixa").replace("{filtro}", filtro)


def _parametros(credor: Credor) -> dict[str, Any]:
    autoriza = opcoes_do(credor).retirada == "autorizacao"
    return {"credor": credor.pk, "parcelada": int(Causa.PARCELADA), "autoriza": autoriza}


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
