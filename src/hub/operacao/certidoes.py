"""Emitir a certidão de indisponibilidade de um período: nada se grava, e a mesma história dá a mesma certidão."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hub.auditoria.assinatura import chave_privada
from hub.operacao.certidao import ASSUNTO, FORMATO, canonico, segundos_dos
from hub.operacao.componentes import MEDIDOS, canal_como_componente, titulo_do
from hub.operacao.erros import ComponenteDesconhecido, PeriodoMalDito, PeriodoSemMedicao
from hub.operacao.intervalos import Fora, Origem, indisponivel_em, medido_desde, se_mede
from hub.operacao.medidas import INTERVALO

#: O maior período de uma certidão.
PERIODO_MAXIMO: Final = timedelta(days=366)


def certidao_emitir(
    *, componente: str, de: datetime, ate: datetime, canais: Mapping[str, str], agora: datetime
) -> dict[str, Any]:
    """A certidão assinada, que `python -m hub.operacao.certidao` confere sem o hub. `canais`: nome e título.

    Levanta `ComponenteDesconhecido`, `PeriodoMalDito` e `PeriodoSemMedicao`.
    """
    _conferir(componente, de, ate, canais, agora)
    intervalos = [_intervalo(fora, de, ate) for fora in indisponivel_em(componente, (de, ate), agora=agora)]
    desde = medido_desde().get(componente)
    corpo = {
        "componente": componente,
        "titulo": titulo_do(componente, canais),
        "de": _texto(de),
        "ate": _texto(ate),
        "emitida_em": _texto(agora),
        "medido_desde": _texto(desde) if desde else None,
        "intervalo_das_medidas": int(INTERVALO.total_seconds()),
        "intervalos": intervalos,
        "segundos_fora": segundos_dos(intervalos),
        "segundos_sem_medida": segundos_dos([um for um in intervalos if um["origem"] == Origem.SEM_MEDIDA]),
    }
    chave = chave_privada()
    return {
        "formato": FORMATO,
        "corpo": corpo,
        "chave_publica": chave.public_key().public_bytes_raw().hex(),
        "assinatura": chave.sign(ASSUNTO + canonico(corpo)).hex(),
    }


def _conferir(componente: str, de: datetime, ate: datetime, canais: Mapping[str, str], agora: datetime) -> None:
    conhecidos = (*MEDIDOS, *map(canal_como_componente, canais))
    if componente not in conhecidos:
        raise ComponenteDesconhecido(componente=componente[:40], conhecidos=", ".join(conhecidos))
    problemas = (
        (de >= ate, "o fim não vem depois do início"),
        (ate > agora, "o fim ainda não passou"),
        (ate - de > PERIODO_MAXIMO, f"passa de {PERIODO_MAXIMO.days} dias"),
    )
    if motivo := next((texto for errado, texto in problemas if errado), ""):
        raise PeriodoMalDito(motivo=motivo)
    if not se_mede(componente):
        return
    desde = medido_desde().get(componente)
    if desde is None or de < desde:
        raise PeriodoSemMedicao(componente=titulo_do(componente, canais), desde=desde or agora)


def _intervalo(fora: Fora, de: datetime, ate: datetime) -> dict[str, str]:
    parte = fora.dentro_de(de, ate)
    assert parte is not None  # noqa: S101 - `indisponivel_em` só devolve os que tocam o período
    return {"inicio": _texto(parte[0]), "fim": _texto(parte[1]), "origem": fora.origem.value, "causa": fora.causa}


def _texto(instante: datetime) -> str:
    return instante.astimezone(UTC).isoformat(timespec="seconds")
