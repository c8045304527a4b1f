"""As etapas do pedido, na ordem: uma página cada."""

from __future__ import annotations

from typing import Final, NamedTuple

#: Nome na rota → como se lê.
ETAPAS: Final = {
    "ente": "Ente",
    "representante": "Representante",
    "clausulas": "Cláusulas",
    "documentos": "Documentos",
    "conferir": "Conferir e pedir",
}


class Etapa(NamedTuple):
    """Uma etapa no mostrador."""

    numero: int
    rotulo: str
    feita: bool
    atual: bool


def etapas_ate(atual: str) -> list[Etapa]:
    """As etapas para o mostrador: as de antes da atual estão feitas."""
    onde = list(ETAPAS).index(atual)
    return [
        Etapa(numero=vez + 1, rotulo=rotulo, feita=vez < onde, atual=vez == onde)
        for vez, rotulo in enumerate(ETAPAS.values())
    ]
