"""O lote como documento JSON: a mesma forma na linha de comando e na API."""

from __future__ import annotations

from typing import Any

import polars as pl

from hub.dividas.models import Lote
from hub.recepcao.servicos import CONTAS, CONTAS_DE_MOVIMENTO, Recibo
from hub.regras.mensagens import com_mensagens

#: Achados num documento; os demais saem por página ou no CSV.
ACHADOS_NO_DOCUMENTO = 1_000


def documento_do_recibo(recibo: Recibo, *, ensaio: bool = False) -> dict[str, Any]:
    """Contas, valor aceito e os primeiros achados, com mensagem e como resolver."""
    achados = documentos_dos_achados(recibo.achados.head(ACHADOS_NO_DOCUMENTO))
    extra = {"ensaio": True, "lote": None} if ensaio else {}
    return documento_do_lote(recibo.lote) | {"achados": achados} | extra


def documento_do_lote(lote: Lote) -> dict[str, Any]:
    """O que se sabe de um lote; os achados vão à parte."""
    return {
        "lote": lote.pk,
        "sha256": lote.sha256,
        "porta": lote.porta,
        "nome": lote.nome,
        "situacao": lote.situacao,
        "progresso": lote.progresso,
        **{conta: getattr(lote, conta) for conta in (*CONTAS, *CONTAS_DE_MOVIMENTO)},
        "valor_aceito": str(lote.valor_aceito),
        "achados_total": lote.achados_total,
        "achados_por_regra": lote.achados_por_regra,
        "objecao": lote.objecao,
    }


def documentos_dos_achados(achados: pl.DataFrame) -> list[dict[str, Any]]:
    """`{"linha", "tabela", "numero_cda", "campo", "valor", "regra", "efeito", "mensagem", "como_resolver"}`."""
    return com_mensagens(achados).to_dicts()
