"""O que a agenda recusa."""

from __future__ import annotations

from hub.comum.erros import Recusa


class AgendaErrada(Recusa):
    """Na agenda de {estrategia}, {campo}: {motivo}."""

    status = 422
