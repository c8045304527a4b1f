"""O lote como documento JSON: a mesma forma na linha de comando e na API."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import QuerySet

from hub.comum.situacoes import DA_CAUSA, Causa
from hub.dividas.cdas import colunas_do_leiaute
from hub.dividas.models import CDA, Lote
from hub.dividas.situacao import situacoes_das
from hub.dividas.trava import trava_do_pagamento
from hub.recepcao.gravacao import CONTAS, CONTAS_DE_MOVIMENTO
from hub.recepcao.mensagens import com_mensagens
from hub.recepcao.servicos import Recibo
from hub.regras.achados import ESQUEMA

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


def pagina_de_achados(lote: Lote, *, apos: int, limite: int) -> dict[str, Any]:
    """Achados guardados depois do de número `apos`; `proxima` é nulo na última página."""
    linhas = list(lote.achados.filter(pk__gt=apos).order_by("pk").values_list("pk", *ESQUEMA)[: limite + 1])
    quadro = pl.DataFrame([linha[1:] for linha in linhas[:limite]], schema=ESQUEMA, orient="row")
    return {
        "achados": documentos_dos_achados(quadro),
        "achados_total": lote.achados_total,
        "proxima": linhas[limite - 1][0] if len(linhas) > limite else None,
    }


def documento_da_cda(cda: CDA) -> dict[str, Any]:
    """Os campos do leiaute padrão, a posição, a situação, os acionamentos e onde se paga, se só no cartório."""
    trava = trava_do_pagamento(cda)
    situacao = situacoes_das(credor=cda.credor, cdas=[cda.pk])[cda.pk]
    acionamentos = cda.acionamentos.order_by("pk").values(
        "estrategia", "tentativa", "situacao", "valor", "protocolo", "ocorrencia", "data_ocorrencia"
    )
    return {
        **{campo: getattr(cda, campo) for campo in colunas_do_leiaute()},
        "carteira": cda.carteira.codigo,
        "exigibilidade": "SUSPENSA" if cda.causas & Causa.SUSPENSA else "EXIGIVEL",
        "devedores": _filhos(cda.corresponsaveis.order_by("ordem")),
        "itens": _filhos(cda.itens.order_by("sequencia")),
        "posicao": cda.posicao,
        "causas": [str(posicao) for causa, posicao in DA_CAUSA.items() if cda.causas & causa],
        "situacao": situacao.codigo,
        "versao": cda.versao,
        "valor_pago": cda.valor_pago,
        "lote": cda.lote_id,
        "acionamentos": list(acionamentos),
        "pagamento_travado": trava.texto if trava else None,
    }


def _filhos(registros: QuerySet[Any]) -> list[dict[str, Any]]:
    """Codevedores ou itens como o leiaute os traz."""
    campos = [campo.attname for campo in registros.model._meta.concrete_fields]
    return list(registros.values(*(campo for campo in campos if campo not in {"id", "credor_id", "cda_id", "ordem"})))


def documentos_dos_achados(achados: pl.DataFrame) -> list[dict[str, Any]]:
    """`{"linha", "tabela", "numero_cda", "campo", "valor", "regra", "efeito", "mensagem", "como_resolver"}`."""
    return com_mensagens(achados).to_dicts() if achados.height else []
