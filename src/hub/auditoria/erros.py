from __future__ import annotations

from hub.comum.erros import Recusa


class ChavesErradas(TypeError):
    """O evento não leva exatamente as chaves da etiqueta, ou leva valor que não vai para JSON: erro de programa."""


class LoteSemEvento(Recusa):
    """Não há evento de recebimento do lote {lote}. Confira o número; lote em processamento ainda não tem recibo."""

    status = 404


class LoteSemSelo(Recusa):
    """O lote {lote} ainda não foi selado. Há envios terminando: peça o recibo de novo em alguns segundos."""

    status = 409


class LoteForaDoSelo(Recusa):
    """Os eventos do selo {selo} já não são os que foram selados: não dá para emitir o recibo do lote {lote}.
    Rode `hub auditoria conferir` e compare com a cópia de segurança.
    """

    status = 500
