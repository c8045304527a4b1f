"""O estado público, com os canais que esta instalação tem e em quanto tempo eles tiram quem pagou."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.estrategias.registro import CANAIS
from hub.estrategias.relogio.consultas import medianas_publicas
from hub.operacao.estado import estado_do_banco, estado_ler


def canais_instalados() -> dict[str, str]:
    """Nome e título de cada canal."""
    return {nome: canal.titulo for nome, canal in CANAIS.items()}


def estado_publico() -> dict[str, Any]:
    """O que a página, a API e a linha de comando mostram; com o banco no ar ou não."""
    return estado_ler(canais=canais_instalados(), acrescimo=_baixas)


def estado_publico_do_banco(agora: datetime) -> dict[str, Any]:
    """O mesmo, sem cópia nem memória. Levanta `DatabaseError`."""
    return estado_do_banco(canais=canais_instalados(), acrescimo=_baixas, agora=agora)


def _baixas() -> dict[str, Any]:
    """A última mediana de cada canal instalado: em quantos dias corridos do fato a baixa saiu."""
    canais = canais_instalados()
    medidas = [mediana for mediana in medianas_publicas() if mediana.estrategia in canais]
    return {
        "baixas": [
            {
                "canal": mediana.estrategia,
                "titulo": canais[mediana.estrategia],
                "dia": mediana.dia.isoformat(),
                "quantas": mediana.quantas,
                "mediana_dias": str(mediana.mediana),
                "nove_em_dez_dias": str(mediana.decimo),
            }
            for mediana in medidas
        ]
    }
