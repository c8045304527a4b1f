"""O que uma lista de comunicações pode ter de errado por inteiro."""

from __future__ import annotations

from hub.comum.erros import Recusa


class ListaSemColunas(Recusa):
    """Faltam colunas na lista de comunicações: {faltam}. A primeira linha traz os nomes: {colunas}."""

    status = 422


class ListaVazia(Recusa):
    """A lista de comunicações só tem o cabeçalho. Ponha uma comunicação por linha."""

    status = 422
