"""Por que uma CDA nem se considera para o plano: já foi, não se cobra mais, ou a régua não a alcança."""

from __future__ import annotations

from hub.comum.situacoes import ENCERRADAS, NO_CANAL, Posicao, Situacao
from hub.dividas.models import CDA
from hub.estrategias.protesto import baixas


def motivo_de_fora(cda: CDA) -> str:
    """O motivo (`motivos.csv`) de uma CDA que não está entre as candidatas."""
    ultimo = cda.acionamentos.filter(estrategia="protesto").order_by("-tentativa").first()
    situacao = ultimo.situacao if ultimo else None
    if situacao in NO_CANAL:
        cobra = cda.posicao in {Posicao.ATIVA, Posicao.EM_CONSULTA}
        return "no_canal" if cobra else baixas.motivo_da(cda)
    if cda.posicao in ENCERRADAS:
        return cda.posicao
    return "planejada" if situacao == Situacao.PLANEJADA else "fora_da_etapa"
