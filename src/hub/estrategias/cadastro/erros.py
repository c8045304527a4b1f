"""O que os cadastros recusam."""

from __future__ import annotations

from hub.comum.erros import Recusa


class RemessaGrandeDemais(Recusa):
    """O plano {plano} leva {registros} registros, e o arquivo do cadastro numera até {limite}. Descarte-o e planeje em

    dias diferentes, mudando a espera da régua de uma das carteiras.
    """

    status = 422
