"""Por que uma CDA nem se considera para o plano: já foi, não se cobra mais, ou a régua não a alcança."""

from __future__ import annotations

from collections.abc import Callable

from hub.comum.situacoes import ENCERRADAS, NO_CANAL, Situacao
from hub.dividas.models import CDA


def motivo_de_fora(cda: CDA, estrategia: str, da_baixa: Callable[[CDA], str]) -> str:
    """O motivo (`motivos.csv`) de uma CDA que não está entre as candidatas do canal.

    `da_baixa`: o que o canal espera da que está nele e tem de sair; vazio = pode ficar.
    """
    ultimo = cda.acionamentos.filter(estrategia=estrategia, devedor=0).order_by("-tentativa").first()
    situacao = ultimo.situacao if ultimo else None
    if situacao in NO_CANAL:
        return da_baixa(cda) or "no_canal"
    if cda.posicao in ENCERRADAS:
        return cda.posicao
    return "planejada" if situacao == Situacao.PLANEJADA else "fora_da_etapa"
