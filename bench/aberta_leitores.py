"""Leitores da Dívida Aberta: as mesmas páginas pedidas por dezesseis leitores e por um, num servidor como o de sempre.

Nossa: dezesseis conexões. Base: uma conexão, com o mesmo total de pedidos, ao mesmo servidor. A razão é de vazão:
pedidos por segundo com dezesseis, sobre os de um.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carga import carregar
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from servidor import memoria_da_arvore, porta_livre, servindo

PROMESSA = Promessa(
    nome="aberta_leitores",
    base="as mesmas páginas para um leitor só",
    deve=0.95,
    alvo=1.2,
    melhor="maior",
    tamanho=20_000,
)
LEITORES, PROCESSOS, LINHAS = 16, 2, 20_000
#: Poucas páginas, muitos leitores: é o que uma notícia faz. Montá-las a cada vez que vencem cabe no limite por lugar.
PAGINAS = ("", "busca", "busca?nome=maria", "busca?uf=PE&ordem=nome", "lugares")
AQUECIMENTO = 200


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """A linha do relatório, com as vazões à parte."""
    linha = comparar(PROMESSA, tamanho)
    vazoes = {"por_segundo": linha["segundos"], "base_por_segundo": linha["base_segundos"]}
    return linha | {nome: round(tamanho / segundos) for nome, segundos in vazoes.items()}


def preparar(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """A lista com algumas páginas."""
    from aberta import encher  # noqa: PLC0415 - ele importa este módulo

    encher(min(tamanho, LINHAS))
    return {}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Dezesseis leitores."""
    return _ler(tamanho, pasta, LEITORES)


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Um leitor."""
    return _ler(tamanho, pasta, 1)


def _ler(tamanho: int, pasta: Path, leitores: int) -> dict[str, Any]:
    from hub.projeto.management.commands.servir import _web  # noqa: PLC0415 - precisa do Django pronto

    porta = porta_livre()
    ambiente = {"POLARS_MAX_THREADS": "1", "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    pedidos = [_pedido(PAGINAS[n % len(PAGINAS)], porta) for n in range(tamanho)]
    with servindo(_web("127.0.0.1", porta, PROCESSOS), porta=porta, ambiente=ambiente, pasta=pasta) as processo:
        carregar(porta, pedidos[:AQUECIMENTO], conexoes=LEITORES)
        with cronometro() as medida:
            situacoes = carregar(porta, pedidos, conexoes=leitores)
        medida.memoria_mb = memoria_da_arvore(processo)
    assert situacoes == {200: tamanho}, dict(situacoes)
    return medida.com()


def _pedido(pagina: str, porta: int) -> bytes:
    return f"GET /divida-aberta/{pagina} HTTP/1.1\r\nHost: 127.0.0.1:{porta}\r\n\r\n".encode()
