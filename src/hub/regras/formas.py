"""O que toda tabela exige da forma dos campos: tamanho, domínio, sinal e presença."""

from __future__ import annotations

import polars as pl

from hub.leiautes.padrao import CAMPOS, Conversao
from hub.regras.registro import PorCampo, SemMarca


def bem_formado(tabela: str, *conversoes: Conversao) -> SemMarca:
    """O texto dos campos destes tipos converteu."""
    return SemMarca(tabela, "malformado", tuple(c.campo for c in CAMPOS[tabela] if c.conversao in conversoes))


def cabe_no_campo(tabela: str) -> SemMarca:
    """Nenhum texto livre nem inteiro passa do tamanho do campo; nada é cortado."""
    return SemMarca(tabela, "comprido", tuple(c.campo for c in CAMPOS[tabela] if c.tem_limite))


def no_dominio(tabela: str) -> PorCampo:
    """O código é um dos que a tabela do leiaute lista."""
    return PorCampo(
        {
            campo.campo: pl.col(campo.campo).is_in(campo.codigos)
            for campo in CAMPOS[tabela]
            if campo.conversao == "codigo" and campo.codigos
        }
    )
