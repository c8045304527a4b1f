"""O que os outros cômodos pedem à auditoria: registrar, selar, conferir e entregar o recibo de um lote."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.auditoria import consultas
from hub.auditoria.conferencia import conferir
from hub.auditoria.erros import LoteSemSelo
from hub.auditoria.registro import Relato, evento_registrar, eventos_registrar
from hub.auditoria.selagem import selar

__all__ = ["Relato", "conferir", "evento_registrar", "eventos_registrar", "recibo_do_lote", "selar"]


def recibo_do_lote(lote: int) -> dict[str, Any]:
    """O recibo do lote, que `python -m hub.auditoria.recibo` confere sem o hub; sela antes, se ainda não foi selado.

    Levanta `LoteSemEvento`, `LoteSemSelo` (outro processo segura a selagem) e, se o banco foi adulterado,
    `LoteForaDoSelo`.
    """
    try:
        return consultas.recibo_do_lote(lote)
    except LoteSemSelo:
        selar(timezone.now())
    return consultas.recibo_do_lote(lote)
