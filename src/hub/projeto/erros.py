from __future__ import annotations

from hub.comum.erros import Recusa


class ArquivoNaoEncontrado(Recusa):
    """Não há arquivo em {arquivo}. Confira o caminho e o nome."""

    status = 404


class CDADesconhecida(Recusa):
    """Não há CDA {numero} neste credor. Confira o número, como foi enviado."""

    status = 404
