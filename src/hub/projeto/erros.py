from __future__ import annotations

from hub.comum.erros import Recusa


class ArquivoNaoEncontrado(Recusa):
    """Não há arquivo em {arquivo}. Confira o caminho e o nome."""

    status = 404
