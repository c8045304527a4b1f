"""Da chave à recusa que se lê: por quê, até quando, o que continua."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from hub.credores.models import Credor
from hub.operacao.erros import CanalParado, CredorParado, SomenteLeitura
from hub.operacao.models import EspecieDeChave
from hub.operacao.vigentes import Chave, credor_parado, somente_leitura

#: O menor `Retry-After`, em segundos: passada a hora prevista, a operação ainda não disse que acabou.
ESPERA_MINIMA = 30


def recusa_da_leitura(chave: Chave) -> SomenteLeitura:
    """O que se responde a quem grava com o hub em somente leitura."""
    return SomenteLeitura(**_da(chave))


def recusa_do_credor(chave: Chave, credor: Credor) -> CredorParado:
    """O que se responde a quem inclui por um credor parado."""
    return CredorParado(credor=credor.nome, **_da(chave))


def recusa_do_plano(chave: Chave, *, plano: int, canal: str, inclusoes: int, baixas: int) -> CanalParado:
    """O que se responde a quem libera um plano que a chave segura."""
    de_leitura = chave.especie == EspecieDeChave.SOMENTE_LEITURA
    como_seguir = "Espere a parada acabar e libere o mesmo plano."
    if not chave.inclusive_baixas and not de_leitura:
        como_seguir += " Se há baixas que não podem esperar, planeje de novo: o plano novo leva só elas."
    return CanalParado(
        canal=canal,
        plano=plano,
        inclusoes=inclusoes,
        baixas=baixas,
        como_seguir=como_seguir,
        de_leitura=de_leitura,
        **_da(chave),
    )


def escrita_conferir() -> None:
    """Levanta `SomenteLeitura` se nada se grava agora."""
    if chave := somente_leitura():
        raise recusa_da_leitura(chave)


def inclusao_conferir(credor: Credor) -> None:
    """Levanta `CredorParado` se do credor nada se inclui agora."""
    if chave := credor_parado(credor.pk):
        raise recusa_do_credor(chave, credor)


def _da(chave: Chave) -> dict[str, Any]:
    fim = chave.fim_previsto
    return {
        "motivo": chave.motivo,
        "desde": chave.desde,
        "fim_previsto": fim,
        "quando": f" Espera-se que volte {por_extenso(fim)}." if fim else "",
        "volta_em": max(ESPERA_MINIMA, int((fim - timezone.now()).total_seconds())) if fim else None,
    }


def por_extenso(instante: datetime) -> str:
    """`em 02/03/2026 às 14:00`, na hora daqui."""
    return f"em {timezone.localtime(instante):%d/%m/%Y às %H:%M}"
