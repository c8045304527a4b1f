"""O que toda tabela exige da forma dos campos: tamanho, domínio, sinal e presença."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from hub.leiautes.padrao import CAMPOS, Conversao
from hub.regras.registro import PorCampo, SemMarca


def bem_formado(tabela: str, *conversoes: Conversao) -> SemMarca:
    """O texto dos campos destes tipos converteu."""
    return SemMarca(tabela, "malformado", tuple(c.campo for c in CAMPOS[tabela] if c.conversao in conversoes))


def cabe_no_campo(tabela: str) -> SemMarca:
    """Nenhum texto livre passa do tamanho do campo; nada é cortado."""
    return SemMarca(tabela, "comprido", tuple(c.campo for c in CAMPOS[tabela] if c.limita_texto))


def dinheiro_cabe(tabela: str) -> PorCampo:
    """Nenhum valor passa dos algarismos do campo (`numeric(15,2)`)."""
    return PorCampo(
        {
            campo.campo: pl.col(campo.campo) < 10**campo.tamanho
            for campo in CAMPOS[tabela]
            if campo.conversao == "dinheiro"
        }
    )


def no_dominio(tabela: str, *, menos: Collection[str] = ()) -> PorCampo:
    """O código é um dos que a tabela do leiaute lista."""
    return PorCampo(
        {
            campo.campo: pl.col(campo.campo).is_in(campo.codigos)
            for campo in CAMPOS[tabela]
            if campo.conversao == "codigo" and campo.codigos and campo.campo not in menos
        }
    )
