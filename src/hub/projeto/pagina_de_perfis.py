"""Escreve a página de perfis do manual, da tabela de permissões e das rotas."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

COMANDO = "python -m hub.projeto.pagina_de_perfis docs/perfis.md"
#: A rota que se abre sem entrar, ou só entrando, não cobra ato.
SEM_ATO = {True: "aberta", False: "só entrar"}


def pagina() -> str:
    """A página inteira."""
    return "\n".join(_linhas()) + "\n"


def _linhas() -> Iterator[str]:
    from hub.acesso.models import Perfil, PerfilDaPgfn  # noqa: PLC0415 - só depois de o Django estar pronto
    from hub.acesso.permissoes import PERMISSOES  # noqa: PLC0415 - idem
    from hub.projeto.rotas import rotas  # noqa: PLC0415 - idem

    perfis = [*Perfil, *PerfilDaPgfn]
    yield "# Perfis"
    yield ""
    yield f"> Página gerada da tabela de permissões e das rotas por `{COMANDO}`. Não edite à mão."
    yield ""
    yield "O nível é o da conta gov.br com que se entrou: bronze, prata ou ouro."
    yield ""
    yield "## O que cada perfil pode"
    yield ""
    yield f"| ato | nível | {' | '.join(str(perfil.label) for perfil in perfis)} |"
    yield "|---|---|" + ":-:|" * len(perfis)
    for ato, permissao in PERMISSOES.items():
        marcas = " | ".join("✓" if perfil in permissao.perfis else "" for perfil in perfis)
        yield f"| {ato} | {permissao.nivel.rotulo} | {marcas} |"
    yield ""
    yield "## O que cada página cobra"
    yield ""
    yield "| página | cobra |"
    yield "|---|---|"
    for rota in sorted(rotas(), key=lambda rota: rota.endereco):
        yield f"| `{rota.endereco}` | {rota.ato or SEM_ATO[rota.aberta]} |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
    django.setup()
    Path(sys.argv[1]).write_text(pagina(), encoding="utf-8")
