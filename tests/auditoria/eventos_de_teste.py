"""Eventos que os testes registram."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.models import Evento
from hub.auditoria.servicos import evento_registrar

AGORA = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def registrar(nome: str = "retorno.ret", **troca: Any) -> Evento:
    """Um evento de chave de integração, o mais curto que há."""
    dados = {"ator": "Ana", "em": AGORA, "chave": 1, "nome": nome, **troca}
    evento_registrar(Etiqueta.CHAVE_CRIADA, **dados)
    return Evento.objects.latest("pk")


def receber_lote(lote: int, **troca: Any) -> Evento:
    """O evento de um lote recebido por arquivo."""
    contas = {"recebidas": 5000, "aceitas": 4812, "em_consulta": 100, "recusadas": 80, "repetidas": 7, "alteradas": 1}
    chaves = {"lote": lote, "porta": "arquivo", "sha256": "ab" * 32, "movimentos": 0, "valor_aceito": "1234567.89"}
    dados = {"ator": "Ana", "em": AGORA, **contas, **chaves, **troca}
    evento_registrar(Etiqueta.LOTE_RECEBIDO, **dados)
    return Evento.objects.latest("pk")
