"""O que o leitor de CSV garante das linhas limpas: normalizar não precisa olhar o texto delas de novo."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from fabrica_de_arquivos import cda, cdas, em_csv, ler
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hub.leiautes import padrao_conversao
from hub.leiautes.padrao import normalizar
from hub.recepcao.formatos import csv_fonte, csv_varredura

_PARTES = [
    "a",
    "É",
    "nº 5",
    "ção",
    "x y",
    " ",
    ";",
    '"',
    "\t",
    "\n",
    "\r\n",
    "\x01",
    "\x7f",
    "\u0085",
    "\u00a0",
    "+",
    "9",
]
_CAMPO = st.lists(st.sampled_from(_PARTES), max_size=4).map("".join)


@settings(max_examples=150, deadline=None)
@given(
    campos=st.lists(st.tuples(_CAMPO, _CAMPO), min_size=1, max_size=10),
    separador=st.sampled_from([";", ",", "|", "\t"]),
    quebra=st.sampled_from(["\n", "\r\n"]),
    codificacao=st.sampled_from(["utf-8", "latin-1"]),
    trecho=st.sampled_from([400, 1 << 20]),
    pedaco=st.sampled_from([16, 1 << 18]),
)
def test_dispensar_as_linhas_limpas_nao_muda_o_resultado(
    tmp_path_factory: pytest.TempPathFactory,
    campos: list[tuple[str, str]],
    separador: str,
    quebra: str,
    codificacao: str,
    trecho: int,
    pedaco: int,
) -> None:
    pasta = tmp_path_factory.mktemp("limpeza")
    linhas = [
        cda(f"N{n}", origem=origem) | {"identificador_credor": ultima or None}
        for n, (origem, ultima) in enumerate(campos)
    ]
    conteudo = em_csv(linhas, separador=separador, fim=quebra, codificacao=codificacao)
    with pytest.MonkeyPatch.context() as m:
        m.setattr(csv_fonte, "_TRECHO", trecho)
        m.setattr(csv_varredura, "_PEDACO", pedaco)
        m.setattr(padrao_conversao, "POUCAS", 0)
        quadro = ler(pasta, conteudo).quadro
        assert_frame_equal(normalizar(quadro), normalizar(quadro.drop("suja")))


@pytest.mark.parametrize("quebra", ["\n", "\r\n"])
def test_so_a_linha_suja_e_olhada(tmp_path: Path, quebra: str) -> None:
    linhas = cdas(5)
    linhas[1] |= {"origem": " com branco"}
    linhas[3] |= {"origem": "controle\x02"}
    linhas[4] |= {"origem": 'Lei 1; Lei 2 "consolidada"'}
    conteudo = em_csv(linhas, fim=quebra)
    assert ler(tmp_path, conteudo).quadro["suja"].to_list() == [False, True, False, True, True]


def test_sem_a_marca_toda_linha_pode_estar_suja() -> None:
    quadro = pl.DataFrame({"linha": range(2, 302), "origem": [" x "] * 300}, schema_overrides={"linha": pl.UInt32})
    assert set(normalizar(quadro)["origem"]) == {"x"}
