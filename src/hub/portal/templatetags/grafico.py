"""O gráfico de barras horizontais, em SVG feito no servidor.

A cor não diz nada sozinha: cada barra tem nome e número escritos, e a página traz a tabela com os mesmos números.
As cores são classes da folha de estilo, porque a política de conteúdo não deixa estilo no elemento.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template

from hub.portal.templatetags.portal import inteiro, porcento

register = template.Library()

#: Medidas em unidades do desenho, que a página estica à largura que tiver: o texto em cima, a barra embaixo.
LARGURA, ALTURA_DA_BARRA, PASSO, DO_TEXTO = 480, 16, 52, 24
#: Uma barra com alguma coisa nunca some.
MINIMO = 4


@dataclass(frozen=True, kw_only=True)
class Barra:
    rotulo: str
    #: número e fração do total, como se lê
    texto: str
    #: classe da folha de estilo
    cor: str
    #: linha de base do texto
    y: int
    largura: int

    @property
    def topo(self) -> int:
        return self.y + DO_TEXTO - ALTURA_DA_BARRA


@register.inclusion_tag("portal/_grafico.html")
def barras(linhas: Iterable[tuple[str, int, str]], titulo: str, identificador: str) -> dict[str, Any]:
    """`linhas`: (rótulo, quantidade, cor do DSGov ou vazio). `identificador`: único na página."""
    pedidas = list(linhas)
    total = sum(quantidade for _, quantidade, _ in pedidas)
    maior = max((quantidade for _, quantidade, _ in pedidas), default=0) or 1
    desenhadas = [
        Barra(
            rotulo=rotulo,
            texto=f"{inteiro(quantidade)} ({porcento(Decimal(100 * quantidade) / total) if total else '0 %'})",
            cor=cor or "neutra",
            y=indice * PASSO + ALTURA_DA_BARRA,
            largura=max(MINIMO, LARGURA * quantidade // maior) if quantidade else 0,
        )
        for indice, (rotulo, quantidade, cor) in enumerate(pedidas)
    ]
    return {
        "barras": desenhadas,
        "titulo": titulo,
        "identificador": identificador,
        "largura": LARGURA,
        "altura": len(desenhadas) * PASSO,
        "altura_da_barra": ALTURA_DA_BARRA,
    }
