"""As datas em ordem: fato gerador, vencimento, constituição, inscrição, consolidação, e nada no futuro."""

from __future__ import annotations

import polars as pl

from hub.regras.contexto import Contexto
from hub.regras.registro import PorCampo, regra

_fato, _vencimento = pl.col("data_fato_gerador"), pl.col("data_vencimento")
_constituicao, _inscricao = pl.col("data_constituicao_definitiva"), pl.col("data_inscricao")
_consolidacao, _exercicio = pl.col("data_consolidacao"), pl.col("exercicio")
_JA_PASSARAM = (
    "data_inscricao",
    "data_fato_gerador",
    "data_vencimento",
    "data_constituicao_definitiva",
    "data_consolidacao",
)
#: Exercício mais antigo plausível: o do leiaute para qualquer data.
_PRIMEIRO_EXERCICIO = 1900


def _com_a_inscricao(data: pl.Expr) -> pl.Expr:
    return pl.format("{} (inscrição em {})", data.cast(pl.String), _inscricao.cast(pl.String))


def _com_o_vencimento(data: pl.Expr) -> pl.Expr:
    return pl.format("{} (vencimento em {})", data.cast(pl.String), _vencimento.cast(pl.String))


@regra("CDA-060", valor=lambda: _com_o_vencimento(_fato))
def fato_antes_do_vencimento() -> pl.Expr:
    return _fato <= _vencimento


@regra("CDA-061", valor=lambda: _com_a_inscricao(_vencimento))
def vencimento_antes_da_inscricao() -> pl.Expr:
    return _vencimento <= _inscricao


@regra("CDA-062")
def nada_no_futuro(contexto: Contexto) -> PorCampo:
    return PorCampo({campo: pl.col(campo) <= contexto.em for campo in _JA_PASSARAM})


@regra("CDA-063", valor=lambda: _com_a_inscricao(_consolidacao))
def consolidacao_desde_a_inscricao() -> pl.Expr:
    return _consolidacao >= _inscricao


@regra("CDA-064")
def constituicao_depois_do_fato() -> pl.Expr:
    return _constituicao >= _fato


@regra("CDA-065", valor=lambda: _com_a_inscricao(_constituicao))
def constituicao_antes_da_inscricao() -> pl.Expr:
    return _constituicao <= _inscricao


@regra("CDA-066", valor=lambda: pl.format("{} (inscrição em {})", _exercicio, _inscricao.cast(pl.String)))
def exercicio_plausivel() -> pl.Expr:
    return (_exercicio >= _PRIMEIRO_EXERCICIO) & (_exercicio <= _inscricao.dt.year())


@regra("CDA-067", valor=lambda: pl.format("{} (fato gerador em {})", _exercicio, _fato.cast(pl.String)))
def exercicio_do_fato_gerador() -> pl.Expr:
    """O lançamento pode ser do ano do fato ou do seguinte."""
    return (_exercicio - _fato.dt.year()).is_between(0, 1)
