"""Páginas de listas que crescem pela ponta nova: anda-se pelo identificador, sem contar nem saltar linhas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
#: Linhas por página.
POR_PAGINA = 30


@dataclass(frozen=True, kw_only=True)
class Pagina(Generic[M]):
    linhas: list[M]
    #: identificador de onde continua a página mais velha; 0 = não há
    proxima: int
    #: se esta não é a primeira
    adiante: bool


def paginar(linhas: QuerySet[M], antes: str, *, por_pagina: int = POR_PAGINA) -> Pagina[M]:
    """As linhas de identificador menor que `antes` (texto do endereço; o que não é número conta como vazio)."""
    corte = int(antes) if re.fullmatch(r"[0-9]{1,18}", antes) else 0
    if corte:
        linhas = linhas.filter(pk__lt=corte)
    achadas = list(linhas.order_by("-pk")[: por_pagina + 1])
    pagina = achadas[:por_pagina]
    proxima = int(pagina[-1].pk) if len(achadas) > por_pagina else 0
    return Pagina(linhas=pagina, proxima=proxima, adiante=bool(corte))
