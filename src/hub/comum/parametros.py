"""Números da lei: valor, desde quando, e a lei ao lado, em `parametros.csv`.

`marca` diz se o número foi visto na fonte (`estabelecido`) ou é leitura do hub (`inferido`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from hub.comum.erros import Recusa


class ParametroSemVigencia(Recusa):
    """O parâmetro {nome} não tem valor vigente em {em}. Informe-o no pedido, se couber, ou use data coberta."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Parametro:
    """Um número da lei numa vigência."""

    nome: str
    #: Primeiro dia em que vale.
    desde: date
    valor: Decimal
    unidade: str
    #: `estabelecido` ou `inferido`.
    marca: str
    lei: str

    def como_dict(self) -> dict[str, str]:
        """A linha que entra na memória de cálculo."""
        return {
            "nome": self.nome,
            "valor": str(self.valor),
            "unidade": self.unidade,
            "desde": self.desde.isoformat(),
            "lei": self.lei,
            "marca": self.marca,
        }


def parametro(nome: str, *, em: date) -> Parametro:
    """O parâmetro que vale na data; antes da primeira vigência, recusa (`ParametroSemVigencia`)."""
    vigentes = [p for p in _todos() if p.nome == nome and p.desde <= em]
    if not vigentes:
        raise ParametroSemVigencia(nome=nome, em=em.isoformat())
    return max(vigentes, key=lambda p: p.desde)


@lru_cache(maxsize=1)
def _todos() -> tuple[Parametro, ...]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as arquivo:
        return tuple(
            Parametro(
                nome=linha["nome"],
                desde=date.fromisoformat(linha["desde"]),
                valor=Decimal(linha["valor"]),
                unidade=linha["unidade"],
                marca=linha["marca"],
                lei=linha["lei"],
            )
            for linha in csv.DictReader(arquivo)
        )
