"""O que uma regra pode olhar além da linha: a data e os parâmetros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.regras.parametros import Parametros
from hub.regras.prazos import mais_antiga, prazo


@dataclass(frozen=True)
class Contexto:
    """A data do julgamento e o convênio."""

    em: date
    parametros: Parametros

    def prazo(self, codigo: str) -> int:
        """O prazo da lei, vigente em `em`, na unidade de `prazos.csv`."""
        return prazo(codigo, self.em)

    def mais_antiga(self, *, anos: int, dias: int = 0) -> date:
        """A data mais antiga cujo prazo ainda não terminou em `em`."""
        return mais_antiga(self.em, anos=anos, dias=dias)
