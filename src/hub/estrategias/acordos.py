"""As estratégias que só se escolhem com acordo prévio do credor com quem as executa."""

from __future__ import annotations

from datetime import date
from typing import Final

from hub.credores.consultas import acordos_em
from hub.credores.models import Biro, Credor
from hub.estrategias.erros import SemAcordoComOBiro

#: As que o documento do hub condiciona a acordo entre o ente e o serviço de proteção ao crédito, e com qual deles.
COM_ACORDO: Final = {"scpc": Biro.SCPC, "serasa": Biro.SERASA, "spc_brasil": Biro.SPC_BRASIL}


def acordo_conferir(*, credor: Credor, regua: object, em: date) -> None:
    """Se cada etapa da régua, ainda por conferir, tem o acordo que exige. Levanta `SemAcordoComOBiro`."""
    etapas = regua if isinstance(regua, list) else []
    pedidas = {str(etapa.get("estrategia", "")).lower() for etapa in etapas if isinstance(etapa, dict)}
    for estrategia in sorted(pedidas & set(COM_ACORDO)):
        if not com_acordo(credor, COM_ACORDO[estrategia], em):
            raise SemAcordoComOBiro(estrategia=estrategia, credor=credor.nome, em=f"{em:%d/%m/%Y}")


def com_acordo(credor: Credor, biro: Biro, em: date) -> bool:
    """Se o credor tem acordo com esse serviço que valha na data."""
    return any(acordo.biro == biro for acordo in acordos_em(credor, em))
