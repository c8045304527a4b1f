"""As mesmas linhas, em qualquer forma, dão o mesmo quadro de texto."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

import polars as pl
import pytest
from fabrica_de_arquivos import Linha, cda, em_csv, em_json, em_jsonl, em_ods, em_parquet, em_xlsx, em_zip, ler
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

FORMAS: dict[str, Callable[[Sequence[Linha]], bytes]] = {
    "ponto e vírgula": em_csv,
    "vírgula": partial(em_csv, separador=",", fim="\r\n"),
    "tabulação com BOM": partial(em_csv, separador="\t", codificacao="utf-8-sig"),
    "UTF-16": partial(em_csv, codificacao="utf-16"),
    "XLSX": lambda linhas: em_xlsx({"cda": linhas}),
    "ODS": lambda linhas: em_ods({"Planilha1": linhas}),
    "JSON": em_json,
    "JSON Lines": em_jsonl,
    "Parquet": em_parquet,
    "ZIP": lambda linhas: em_zip({"cda.csv": em_csv(linhas)}),
}

_LETRAS = "aZ09 ;,|\"'/\\-+.%&<>{}[]ãÉç€–ºß中😀"
_TEXTO = st.text(_LETRAS, min_size=1, max_size=12).map(str.strip).filter(bool)
_OPCIONAL = st.one_of(st.none(), _TEXTO)
_DINHEIRO = st.decimals(0, Decimal("9999999999999.99"), places=2).map(lambda valor: f"{valor:.2f}")
_DATA = st.dates(date(1900, 3, 1), date(2100, 12, 31)).map(date.isoformat)


@st.composite
def linhas_de_cda(sortear: st.DrawFn) -> list[dict[str, str | None]]:
    """De uma a quinze CDAs com textos difíceis, números como texto e campos vazios."""
    return [
        cda(
            f"{sortear(st.integers(0, 10**10))}/{numero:03d}",
            origem=sortear(_TEXTO),
            fundamento_legal=sortear(_OPCIONAL),
            livro=sortear(st.sampled_from([None, "007", "12", "1e5", "TRUE"])),
            valor_principal=sortear(_DINHEIRO),
            valor_juros=sortear(st.one_of(st.none(), _DINHEIRO)),
            data_vencimento=sortear(_DATA),
            vigente_a_partir_de=sortear(st.one_of(st.none(), _DATA)),
            exercicio=sortear(st.one_of(st.none(), st.integers(1900, 2100).map(str))),
            ajuizada=sortear(st.sampled_from([None, "S", "N"])),
        )
        for numero in range(sortear(st.integers(1, 15)))
    ]


def conteudo(quadro: pl.DataFrame) -> pl.DataFrame:
    """Sem a linha de origem e sem as colunas que vieram todas vazias, que uma forma traz e outra não."""
    cheias = [
        nome for nome in quadro.columns if nome not in {"linha", "suja"} and quadro[nome].null_count() < quadro.height
    ]
    return quadro.select(cheias)


@settings(max_examples=8, deadline=None)
@given(linhas=linhas_de_cda())
def test_formas_equivalentes(tmp_path_factory: pytest.TempPathFactory, linhas: list[dict[str, str | None]]) -> None:
    pasta = tmp_path_factory.mktemp("formas")
    esperado = conteudo(pl.DataFrame(linhas, schema=dict.fromkeys(linhas[0], pl.String)))
    for forma, escrever in FORMAS.items():
        fatia = ler(pasta, escrever(linhas), "envio")
        assert_frame_equal(conteudo(fatia.quadro), esperado, check_column_order=False), forma
        assert fatia.achados.is_empty(), forma
        assert fatia.quadro["linha"].is_sorted(), forma


@pytest.mark.parametrize("forma", FORMAS)
def test_texto_com_quebra_de_linha(forma: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    linhas = [cda("A", origem="duas\nlinhas"), cda("B", origem="uma")]
    fatia = ler(tmp_path_factory.mktemp("formas"), FORMAS[forma](linhas), "envio")
    assert fatia.quadro["origem"].to_list() == ["duas\nlinhas", "uma"]
