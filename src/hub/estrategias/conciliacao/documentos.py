"""A conciliação como documento: o mesmo na linha de comando e na API."""

from __future__ import annotations

from typing import Any

from hub.estrategias.limites import DIVERGENCIAS_POR_PAGINA
from hub.estrategias.models import Conciliacao

#: Campos de uma divergência que saem como estão.
_CAMPOS = ("tipo", "chave", "no_credor", "no_hub", "no_canal", "acao", "aplicada")


def documento_da_conciliacao(
    conciliacao: Conciliacao, *, apos: int = 0, limite: int = DIVERGENCIAS_POR_PAGINA
) -> dict[str, Any]:
    """As contas, o freio e até `limite` divergências depois da de número `apos`; `proxima` é nulo na última página."""
    linhas = list(conciliacao.divergencias.filter(pk__gt=apos).order_by("pk")[: limite + 1])
    return {
        "conciliacao": conciliacao.pk,
        "situacao": conciliacao.situacao,
        "em": conciliacao.em.isoformat(),
        "estrategia": conciliacao.estrategia,
        "contas": conciliacao.contas,
        "freio": conciliacao.freio or None,
        "divergencias": [
            {**{campo: getattr(um, campo) for campo in _CAMPOS}, "valor": None if um.valor is None else str(um.valor)}
            for um in linhas[:limite]
        ],
        "proxima": linhas[limite - 1].pk if len(linhas) > limite else None,
    }
