"""Os limites que o convênio põe a cada estratégia: uma expressão só, que o banco e o Polars leem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hub.regras.prazos import mais_antiga

#: Motivo → o que a CDA tem de ser para ele se aplicar. Com qualquer dos lados nulo, não se aplica.
_CASOS: Final = {
    "abaixo_do_convenio": "{saldo} < {minimo}",
    "acima_do_convenio": "{saldo} > {maximo}",
    "velha_para_o_convenio": "{vencimento} < {mais_antiga}",
}


@dataclass(frozen=True, kw_only=True)
class Limites:
    """O que o convênio limita numa estratégia, numa data; nulo não limita."""

    #: saldo mínimo, em reais
    minimo: Decimal | None = None
    #: saldo máximo, em reais
    maximo: Decimal | None = None
    #: o vencimento mais antigo que se aceita
    mais_antiga: date | None = None


def limites_em(limite: Mapping[str, Any], *, em: date) -> Limites:
    """Os limites de uma estratégia como o convênio os guarda, numa data."""
    anos = limite.get("idade_maxima_anos")
    return Limites(
        minimo=reais(limite.get("valor_minimo")),
        maximo=reais(limite.get("valor_maximo")),
        mais_antiga=None if anos is None else mais_antiga(em, anos=anos),
    )


def reais(texto: str | None) -> Decimal | None:
    return None if texto is None else Decimal(texto)


def casos_do_limite(*, saldo: str, minimo: str, maximo: str, vencimento: str, mais_antiga: str) -> str:
    """Os `when` de um `case` que diz qual limite a CDA passa; cada nome é o da coluna, como quem consulta a conhece."""
    nomes = {
        "saldo": saldo,
        "minimo": minimo,
        "maximo": maximo,
        "vencimento": vencimento,
        "mais_antiga": mais_antiga,
    }
    return " ".join(f"when {caso.format(**nomes)} then '{motivo}'" for motivo, caso in _CASOS.items())
