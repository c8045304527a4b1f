"""O que o convênio aceita: tributos, esfera, valores, idade, se está certificado e em vigor; e se o credor parou."""

from __future__ import annotations

import polars as pl

from hub.regras.contexto import Contexto
from hub.regras.dominios import ESFERAS, TRIBUTOS, tributos
from hub.regras.registro import BastaUma, regra

_tributo, _valor, _vencimento = pl.col("tributo"), pl.col("valor_consolidado"), pl.col("data_vencimento")


@regra("CDA-100")
def tributo_do_convenio(contexto: Contexto) -> pl.Expr | None:
    aceitos = contexto.parametros.tributos_aceitos
    return _tributo.is_in(sorted(aceitos)) if aceitos else None


@regra("CDA-101")
def tributo_da_esfera(contexto: Contexto) -> BastaUma | None:
    """Tributo fora do domínio não tem esfera e já tem achado próprio."""
    esferas = ESFERAS.get(contexto.parametros.tipo_de_credor or "")
    return BastaUma(_tributo.is_in(tributos(entes=esferas)), ~_tributo.is_in(list(TRIBUTOS))) if esferas else None


@regra("CDA-102")
def chega_ao_minimo(contexto: Contexto) -> pl.Expr | None:
    minimo = contexto.parametros.valor_minimo
    return _valor >= minimo if minimo is not None else None


@regra("CDA-103")
def nao_passa_do_maximo(contexto: Contexto) -> pl.Expr | None:
    maximo = contexto.parametros.valor_maximo
    return _valor <= maximo if maximo is not None else None


@regra("CDA-104")
def nao_e_velha_demais(contexto: Contexto) -> pl.Expr | None:
    anos = contexto.parametros.idade_maxima_anos
    return _vencimento >= contexto.mais_antiga(anos=anos) if anos is not None else None


@regra("CDA-105")
def cabe_na_negativacao(contexto: Contexto) -> pl.Expr:
    return _vencimento >= contexto.mais_antiga(anos=contexto.prazo("permanencia_negativacao"))


# Se a alteração aumenta, só o livro diz (REC-007).
_nao_inclui = (pl.col("operacao") == "A").fill_null(value=False)


@regra("CDA-106")
def certificacao_em_dia(contexto: Contexto) -> pl.Expr | None:
    return None if contexto.parametros.certificado else _nao_inclui


@regra("CDA-107")
def convenio_em_vigor(contexto: Contexto) -> pl.Expr | None:
    return None if contexto.parametros.em_vigor else _nao_inclui


@regra("CDA-108")
def operacao_nao_parou(contexto: Contexto) -> pl.Expr | None:
    return _nao_inclui if contexto.parametros.parado else None
