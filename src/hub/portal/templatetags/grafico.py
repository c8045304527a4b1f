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
#: O mesmo para barras aos pares, com o número à direita de cada uma.
PASSO_DO_PAR, VAO, DO_NUMERO = 76, 4, 190
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


#: Largura de um dia no gráfico da história, com o vão até o seguinte, e altura dele.
DIA, PASSO_DO_DIA, ALTURA_DO_DIA = 4, 5, 32
#: Segundos fora do ar num dia a partir dos quais ele se pinta de vermelho; menos que isso, de amarelo.
GRAVE = 30 * 60


@register.inclusion_tag("portal/_grafico_dos_dias.html")
def dias(segundos: Iterable[int | None], titulo: str, identificador: str) -> dict[str, Any]:
    """`segundos`: fora do ar em cada dia, do mais velho ao de hoje; nulo se não se media."""
    pedidos = list(segundos)
    medidos = [fora for fora in pedidos if fora is not None]
    com_falha = sum(1 for fora in medidos if fora)
    return {
        "dias": [(indice * PASSO_DO_DIA, _cor_do_dia(fora)) for indice, fora in enumerate(pedidos)],
        "titulo": titulo,
        "descricao": f"De {len(medidos)} dias medidos, {com_falha} com algum tempo fora do ar",
        "identificador": identificador,
        "largura": len(pedidos) * PASSO_DO_DIA,
        "altura": ALTURA_DO_DIA,
        "largura_do_dia": DIA,
    }


def _cor_do_dia(fora: int | None) -> str:
    if fora is None:
        return "trilho"
    return "success" if not fora else "warning" if fora < GRAVE else "danger"


@dataclass(frozen=True, kw_only=True)
class Par:
    """Duas barras do mesmo rótulo, uma embaixo da outra."""

    rotulo: str
    #: linha de base do rótulo
    y: int
    #: (nome, número como se lê, cor, topo, largura)
    barras: list[tuple[str, str, str, int, int]]


@register.inclusion_tag("portal/_grafico_comparado.html")
def comparacao(
    linhas: Iterable[tuple[str, int, int]], nomes: tuple[str, str], titulo: str, identificador: str
) -> dict[str, Any]:
    """`linhas`: (rótulo, quantidade de antes, quantidade de depois). `nomes`: o que é cada barra."""
    pedidas = list(linhas)
    maior = max((max(antes, depois) for _, antes, depois in pedidas), default=0) or 1
    util = LARGURA - DO_NUMERO
    pares = [
        Par(
            rotulo=rotulo,
            y=indice * PASSO_DO_PAR + ALTURA_DA_BARRA,
            barras=[
                (nome, inteiro(quantidade), cor, topo, max(MINIMO, util * quantidade // maior) if quantidade else 0)
                for nome, quantidade, cor, topo in (
                    (nomes[0], antes, "neutra", indice * PASSO_DO_PAR + DO_TEXTO),
                    (nomes[1], depois, "info", indice * PASSO_DO_PAR + DO_TEXTO + ALTURA_DA_BARRA + VAO),
                )
            ],
        )
        for indice, (rotulo, antes, depois) in enumerate(pedidas)
    ]
    return {
        "pares": pares,
        "nomes": nomes,
        "titulo": titulo,
        "identificador": identificador,
        "largura": LARGURA,
        "altura": len(pares) * PASSO_DO_PAR,
        "altura_da_barra": ALTURA_DA_BARRA,
    }
