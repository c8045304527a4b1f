"""Inquilino: quanto a segurança por linha encarece a lista principal, a de CDAs.

Nossa: `cdas_listar` como o portal fala com o banco, pelo papel que só vê o credor dito, cinquenta por página, do começo
da lista em diante.
Base: a mesma função, as mesmas páginas, pelo papel a que nenhuma política se aplica.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from protesto import arrumar, livro_encher

PROMESSA = Promessa(nome="inquilino", base="as mesmas páginas por um papel sem política", deve=1.15, alvo=1.05)
_PAGINAS = 400


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio."""
    livro_encher(tamanho, pasta)
    arrumar()
    return {}


def nossa(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Com as políticas."""
    from hub.credores.inquilino import Papel  # noqa: PLC0415 - precisa do Django pronto

    return _percorrer(Papel.WEB, tamanho)


def base(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Sem elas."""
    from hub.credores.inquilino import Papel  # noqa: PLC0415

    return _percorrer(Papel.SERVICO, tamanho)


def _percorrer(papel: Any, tamanho: int) -> dict[str, Any]:
    from hub.credores import inquilino  # noqa: PLC0415
    from hub.credores.models import Credor  # noqa: PLC0415
    from hub.dividas.consultas import POR_PAGINA, Filtro, cdas_listar  # noqa: PLC0415

    credor, tudo = Credor.objects.get(), Filtro()
    paginas = min(_PAGINAS, -(-tamanho // POR_PAGINA))
    with inquilino.como(papel, credor=credor.pk):
        # O que se traz do disco não se cobra de nenhum dos dois.
        apos = ""
        for _ in range(paginas):
            apos = cdas_listar(credor=credor, filtro=tudo, apos=apos).proxima
        apos, vistas = "", 0
        with cronometro() as medida:
            for _ in range(paginas):
                pagina = cdas_listar(credor=credor, filtro=tudo, apos=apos)
                apos, vistas = pagina.proxima, vistas + len(pagina.linhas)
    assert vistas == min(tamanho, paginas * POR_PAGINA)
    return medida.com(vistas=vistas)
