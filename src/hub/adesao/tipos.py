"""Quem pode aderir, e quem pergunta e não pode."""

from __future__ import annotations

from typing import Final

from hub.credores.erros import TipoForaDoConvenio
from hub.credores.models import TipoDeCredor

#: Quem procura o hub e a lei não alcança (Lei 10.522/2002, art. 2º, III, IV e § 9º, com a Lei 14.973/2024).
FORA_DA_LEI: Final = {
    "UNIAO": "União (órgão federal)",
    "ENTIDADE_FEDERAL": "Autarquia ou fundação federal que não é profissional",
    "ENTIDADE_LOCAL": "Autarquia, fundação ou consórcio estadual ou municipal",
    "EMPRESA_ESTATAL": "Empresa pública ou sociedade de economia mista",
    "PRIVADO": "Empresa ou pessoa privada",
}
#: Código → nome, na ordem em que se oferecem.
OFERECIDOS: Final[dict[str, str]] = {**{t.value: str(t.label) for t in TipoDeCredor}, **FORA_DA_LEI}


def tipo_conferir(tipo: str) -> TipoDeCredor:
    """O tipo, se a lei o alcança. Levanta `TipoForaDoConvenio`, com a lei."""
    if tipo in TipoDeCredor.values:
        return TipoDeCredor(tipo)
    aceitos = ", ".join(str(t.label).lower() for t in TipoDeCredor)
    raise TipoForaDoConvenio(tipo=FORA_DA_LEI.get(tipo, tipo or "em branco"), aceitos=aceitos)
