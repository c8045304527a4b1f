"""O preço de uma linha: a API recebe uma CDA por chamada, e cada ida ao Polars custa o mesmo com uma ou com cem."""

from __future__ import annotations

import polars as pl
import pytest

from hub.leiautes.padrao import normalizar, resumo
from hub.regras.julgamento import julgar
from regras.exemplos_de_regras import DO_HUB, EM
from regras.quadros import texto

#: Conversões por tipo, resumo, todas as regras de uma vez, e as alternativas das que não se cumprem de saída.
IDAS = 12


@pytest.mark.parametrize("linhas", [1, 100])
def test_cda_completa_se_julga_em_poucas_idas_ao_polars(linhas: int, monkeypatch: pytest.MonkeyPatch) -> None:
    idas = []
    original = pl.LazyFrame.collect

    def contar(quadro: pl.LazyFrame, *argumentos: object, **opcoes: object) -> object:
        idas.append(1)
        return original(quadro, *argumentos, **opcoes)  # type: ignore[call-overload]

    quadro = pl.concat([texto({})] * linhas)
    monkeypatch.setattr(pl.LazyFrame, "collect", contar)
    monkeypatch.setattr(pl.LazyFrame, "_collect_eager", contar, raising=False)
    normal = normalizar(quadro)
    resumo(normal)
    julgado = julgar(normal, parametros=DO_HUB, em=EM)
    assert julgado.quadro["resultado"].unique().to_list() == ["aceita"]
    assert 0 < len(idas) <= IDAS
