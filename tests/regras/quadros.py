"""Monta quadros de texto para os cenários das regras."""

from __future__ import annotations

from typing import Any

import polars as pl

from hub.leiautes.padrao import CAMPOS, Tabela, normalizar
from regras.exemplos_de_regras import LINHAS


def texto(*linhas: dict[str, Any], tabela: Tabela = "cda", primeira: int = 2) -> pl.DataFrame:
    """Um quadro de texto com todas as colunas da tabela; cada linha muda o exemplo do leiaute."""
    esquema = {campo.campo: pl.String() for campo in CAMPOS[tabela]}
    completas = [LINHAS[tabela] | linha for linha in linhas]
    return pl.DataFrame(completas, schema=esquema, orient="row").with_row_index("linha", offset=primeira)


def normal(*linhas: dict[str, Any], tabela: Tabela = "cda") -> pl.DataFrame:
    return normalizar(texto(*linhas, tabela=tabela), tabela=tabela)
