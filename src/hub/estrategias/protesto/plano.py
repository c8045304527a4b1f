"""O que vai a protesto numa data, e por que o resto não vai."""

from __future__ import annotations

from typing import Any, Final

from hub.credores.models import Credor
from hub.estrategias.plano import Plano
from hub.estrategias.protesto.opcoes import opcoes_do


def _parametros(credor: Credor) -> dict[str, Any]:
    return {"aceita_alfanumerico": opcoes_do(credor).aceita_cnpj_alfanumerico}


PLANO: Final = Plano(
    estrategia="protesto",
    do_leiaute="protesto",
    vai="Pode ir a protesto no próximo plano.",
    pastas=("hub.estrategias.protesto",),
    parametros=_parametros,
)
consulta: Final = PLANO.consulta
