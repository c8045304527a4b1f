"""Prescrição e decadência aparentes: o que as datas mostram, sem decidir por ninguém (CTN arts. 173 e 174).

A interrupção que o leiaute deixa conhecer é o ajuizamento: o ano do número CNJ até o do fim do prazo. As outras
(protesto, reconhecimento da dívida, parcelamento) o credor conta ao justificar.
"""

from __future__ import annotations

import polars as pl

from hub.regras.contexto import Contexto
from hub.regras.dominios import tributos
from hub.regras.registro import BastaUma, regra

_TRIBUTARIAS = tributos(classes=frozenset({"tributaria", "mista"}))
_NAO_TRIBUTARIAS = tributos(classes=frozenset({"nao_tributaria"}))
_constituicao, _fato = pl.col("data_constituicao_definitiva"), pl.col("data_fato_gerador")
_suspensa = (pl.col("exigibilidade") == "SUSPENSA").fill_null(value=False)


def _ajuizada_ate_o_ano(anos: int) -> pl.Expr:
    """O ano está nas posições 10 a 13 do número CNJ (Res. CNJ 65/2008)."""
    ano = pl.col("numero_cnj").str.slice(9, 4).cast(pl.Int32, strict=False)
    return (pl.col("ajuizada") & (ano <= _constituicao.dt.year() + anos)).fill_null(value=False)


@regra("CDA-070")
def ha_data_da_constituicao() -> pl.Expr:
    return _constituicao.is_not_null()


@regra("CDA-071")
def tributo_nao_prescreveu(contexto: Contexto) -> BastaUma:
    anos = contexto.prazo("prescricao_tributaria")
    no_prazo = _constituicao >= contexto.mais_antiga(anos=anos)
    return BastaUma(no_prazo, ~pl.col("tributo").is_in(_TRIBUTARIAS), _suspensa, _ajuizada_ate_o_ano(anos))


@regra("CDA-072")
def divida_nao_tributaria_nao_prescreveu(contexto: Contexto) -> BastaUma:
    anos, dias = contexto.prazo("prescricao_nao_tributaria"), contexto.prazo("suspensao_pela_inscricao")
    no_prazo = _constituicao >= contexto.mais_antiga(anos=anos, dias=dias)
    return BastaUma(no_prazo, ~pl.col("tributo").is_in(_NAO_TRIBUTARIAS), _suspensa, _ajuizada_ate_o_ano(anos))


@regra(
    "CDA-073", valor=lambda: pl.format("{} (fato gerador em {})", _constituicao.cast(pl.String), _fato.cast(pl.String))
)
def constituida_no_prazo(contexto: Contexto) -> BastaUma:
    """Do primeiro dia do exercício seguinte àquele em que o lançamento poderia ter sido feito (CTN art. 173 I)."""
    ultimo_ano = _fato.dt.year() + contexto.prazo("decadencia_tributaria")
    return BastaUma(_constituicao.dt.year() <= ultimo_ano, ~pl.col("tributo").is_in(_TRIBUTARIAS))
