"""As partes do hub de que se diz se funcionam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Nome das que se medem, e como se chamam.
MEDIDOS: Final[Mapping[str, str]] = {
    "portal": "Portal",
    "api": "API",
    "recepcao": "Recepção de CDAs e movimentos",
    "fila": "Fila de arquivos e cartas",
    "banco": "Banco de dados",
    "govbr": "Entrada pelo gov.br",
}
#: As que nada fazem sem o banco, e o que delas se diz quando ele não responde.
SEM_O_BANCO: Final = ("portal", "api", "recepcao", "fila", "banco")
#: Começo do nome de um canal entre os componentes.
DO_CANAL: Final = "canal:"
#: Como o pulso da fila se guarda entre as medidas; não é componente.
PULSO: Final = "pulso_da_fila"


def canal_como_componente(canal: str) -> str:
    """`protesto` → `canal:protesto`."""
    return f"{DO_CANAL}{canal}"


def titulo_do(componente: str, canais: Mapping[str, str]) -> str:
    """Como se chama; `canais`: nome e título dos instalados."""
    if componente.startswith(DO_CANAL):
        nome = componente.removeprefix(DO_CANAL)
        return f"Canal {canais.get(nome, nome)}"
    return MEDIDOS.get(componente, componente)
