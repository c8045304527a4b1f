"""O dígito do módulo 97 contra números publicados por tribunais; os números não são versionados."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from hub.comum.documentos import cnj_valido, limpar

RAIZ = Path(__file__).parents[2]
PASTA = Path(os.environ.get("HUB_COMPARTILHADO", RAIZ.parent / "shared")) / "dados" / "numeros-cnj"

pytestmark = [
    pytest.mark.compartilhado,
    pytest.mark.skipif(
        not PASTA.is_dir(),
        reason=f"números publicados não estão em {PASTA}; aponte HUB_COMPARTILHADO para a pasta que os tem",
    ),
]


def numeros(arquivo: str) -> pl.DataFrame:
    return pl.read_csv(PASTA / arquivo, infer_schema=False)


def test_todo_numero_publicado_com_digito_certo_passa() -> None:
    quadro = numeros("numeros_cnj_publicados.csv")
    assert quadro.height > 100
    assert quadro.select(cnj_valido(pl.col("numero_20"))).to_series().all()
    assert quadro.select(limpar(pl.col("numero_formatado")) == pl.col("numero_20")).to_series().all()


def test_todo_numero_publicado_com_digito_errado_reprova_e_o_certo_passa() -> None:
    quadro = numeros("numeros_publicados_dv_invalido.csv")
    assert quadro.height > 0
    assert not quadro.select(cnj_valido(pl.col("numero_20"))).to_series().any()
    numero = pl.col("numero_20")
    corrigido = numero.str.head(7) + pl.col("dv_correto") + numero.str.tail(11)
    assert quadro.select(cnj_valido(corrigido)).to_series().all()
