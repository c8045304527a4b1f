"""Arquivos de outras origens: reconhecidos pelo cabeçalho e traduzidos ao leiaute padrão, sem inventar nada."""

from __future__ import annotations

from hub.recepcao.origens.origem import Origem
from hub.recepcao.origens.pgfn import DadosAbertosPgfn

#: As origens conhecidas, na ordem em que se pergunta.
ORIGENS: tuple[Origem, ...] = (DadosAbertosPgfn(),)

__all__ = ["ORIGENS", "Origem"]
