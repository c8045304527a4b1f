"""As regras dos movimentos: o que o credor conta de uma CDA que já enviou."""

from __future__ import annotations

import polars as pl

from hub.comum.documentos import cnj_valido
from hub.comum.situacoes import REDUZEM, TipoDeMovimento
from hub.regras.contexto import Contexto
from hub.regras.formas import bem_formado, cabe_no_campo, no_dominio
from hub.regras.registro import BastaUma, PorCampo, SemMarca, regra

_tipo, _valor = pl.col("tipo"), pl.col("valor")
_PAGAMENTOS = ["PAGAMENTO_TOTAL", "PAGAMENTO_PARCIAL"]
# Do tipo que não se conhece só fala a MOV-004.
_reduz = ~_tipo.is_in(sorted(set(TipoDeMovimento) - REDUZEM))
_MOTIVADOS = ["SUSPENSAO", "CANCELAMENTO", "REABERTURA"]


@regra("MOV-001")
def indica_cda() -> pl.Expr:
    return pl.col("numero_cda").is_not_null()


@regra("MOV-002")
def indica_tipo() -> pl.Expr:
    return _tipo.is_not_null()


@regra("MOV-003")
def indica_data() -> pl.Expr:
    return pl.col("data").is_not_null()


@regra("MOV-004")
def tipo_conhecido() -> PorCampo:
    return no_dominio("movimento")


@regra("MOV-005")
def data_existe() -> SemMarca:
    return bem_formado("movimento", "data")


@regra("MOV-006")
def valor_e_dinheiro() -> SemMarca:
    return bem_formado("movimento", "dinheiro")


@regra("MOV-007")
def textos_sem_caractere_de_controle() -> SemMarca:
    return bem_formado("movimento", "texto", "codigo", "numero_cnj")


@regra("MOV-008")
def texto_cabe_no_campo() -> SemMarca:
    return cabe_no_campo("movimento")


@regra("MOV-009")
def data_ja_passou(contexto: Contexto) -> pl.Expr:
    return pl.col("data") <= contexto.em


@regra("MOV-010")
def pagamento_tem_valor() -> pl.Expr:
    return _valor.is_not_null() | ~_tipo.is_in(_PAGAMENTOS)


@regra("MOV-011")
def pagamento_positivo() -> pl.Expr:
    return (_valor > 0) | ~_tipo.is_in(_PAGAMENTOS)


@regra("MOV-012")
def ha_motivo() -> pl.Expr:
    return pl.col("motivo").is_not_null() | ~_tipo.is_in(_MOTIVADOS)


@regra("MOV-013")
def ajuizamento_tem_processo() -> pl.Expr:
    return pl.col("numero_cnj").is_not_null() | (_tipo != "AJUIZAMENTO")


@regra("MOV-014")
def processo_confere() -> BastaUma:
    return BastaUma(pl.col("numero_cnj").is_null(), cnj_valido(pl.col("numero_cnj")))


@regra("MOV-015")
def reduz_se_falta_certificar(contexto: Contexto) -> pl.Expr | None:
    return None if contexto.parametros.certificado else _reduz


@regra("MOV-016")
def reduz_se_nao_ha_convenio(contexto: Contexto) -> pl.Expr | None:
    return None if contexto.parametros.em_vigor else _reduz


@regra("MOV-017")
def reduz_se_a_operacao_parou(contexto: Contexto) -> pl.Expr | None:
    return _reduz if contexto.parametros.parado else None
