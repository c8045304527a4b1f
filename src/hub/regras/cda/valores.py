"""Os valores: cada um e a soma exata das rubricas (LEF art. 2 §5 II; CTN art. 202 II)."""

from __future__ import annotations

import polars as pl

from hub.comum.dinheiro import centavos_para_texto
from hub.regras.conjuntos import RUBRICAS, SOMAS, soma_dos_itens
from hub.regras.formas import bem_formado
from hub.regras.registro import BastaUma, regra

_consolidado = pl.col("valor_consolidado")


def _soma() -> pl.Expr:
    return pl.sum_horizontal(RUBRICAS)


def _consolidado_e_soma() -> pl.Expr:
    return pl.format("{} (as rubricas somam {})", centavos_para_texto(_consolidado), centavos_para_texto(_soma()))


@regra("CDA-040", valor=_consolidado_e_soma)
def consolidado_soma_as_rubricas() -> BastaUma:
    """Só se confere quando todas converteram e o principal veio: a falta dele tem achado próprio."""
    converteram = bem_formado("cda", "dinheiro").cumpre
    return BastaUma(_soma() == _consolidado, ~converteram, pl.col("valor_principal").is_null())


@regra("CDA-041")
def originario_positivo() -> pl.Expr:
    return pl.col("valor_originario") > 0


@regra("CDA-042")
def consolidado_positivo() -> pl.Expr:
    return _consolidado > 0


@regra("CDA-043")
def principal_nao_passa_do_originario() -> pl.Expr:
    return pl.col("valor_principal") <= pl.col("valor_originario")


def _rubricas_dos_itens() -> pl.Expr:
    somas = [centavos_para_texto(soma_dos_itens(rubrica)) for rubrica in RUBRICAS]
    return pl.format("os itens somam principal {}, correção {}, juros {}, multa {}, encargos {}", *somas)


@regra("CDA-044", valor=_rubricas_dos_itens, precisa=SOMAS)
def itens_somam_as_rubricas() -> pl.Expr:
    return pl.all_horizontal(soma_dos_itens(rubrica) == pl.col(rubrica).fill_null(0) for rubrica in RUBRICAS)
