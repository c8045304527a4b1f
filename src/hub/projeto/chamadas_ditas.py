"""Como a linha de comando diz as chamadas a serviços de fora."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from hub.estrategias.chamadas.execucao import FEITAS
from hub.estrategias.models import Chamada
from hub.projeto.tabelas import literal


def com_chamadas(documento: dict[str, Any], chamadas: Sequence[Chamada]) -> dict[str, Any]:
    """O documento com as chamadas em `chamadas`; o comando sai com 1 se alguma não chegou ao fim."""
    falhou = any(chamada.situacao not in FEITAS for chamada in chamadas)
    return {
        **documento,
        "chamadas": [_da_chamada(chamada) for chamada in chamadas],
        **({"_saida": 1} if falhou else {}),
    }


def chamadas_mostrar(documento: dict[str, Any], tela: Console) -> dict[str, Any]:
    """Mostra as chamadas a uma pessoa e devolve o resto do documento."""
    for chamada in documento.get("chamadas", []):
        tela.print(f"[bold]{chamada['operacao']}[/]", literal(f"{chamada['chave']}: {chamada['situacao']}"))
        if chamada["mensagem"]:
            tela.print(literal(f"  {chamada['mensagem']}"))
    return {
        chave: valor
        for chave, valor in documento.items()
        if chave != "chamadas" and not chave.startswith("_") and valor not in ("", None)
    }


def _da_chamada(chamada: Chamada) -> dict[str, Any]:
    return {
        "operacao": chamada.operacao,
        "chave": chamada.chave,
        "situacao": chamada.situacao,
        "tentativas": chamada.tentativas,
        "codigo": chamada.codigo,
        "mensagem": chamada.mensagem,
        "proxima_em": chamada.proxima_em.isoformat() if chamada.proxima_em else None,
        "resposta_sha256": chamada.resposta_sha256,
    }
