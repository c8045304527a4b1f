"""O estado público, com os canais que esta instalação tem."""

from __future__ import annotations

from typing import Any

from hub.estrategias.registro import CANAIS
from hub.operacao.estado import estado_ler


def canais_instalados() -> dict[str, str]:
    """Nome e título de cada canal."""
    return {nome: canal.titulo for nome, canal in CANAIS.items()}


def estado_publico() -> dict[str, Any]:
    """O que a página, a API e a linha de comando mostram; com o banco no ar ou não."""
    return estado_ler(canais=canais_instalados())
