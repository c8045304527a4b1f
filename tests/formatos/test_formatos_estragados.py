"""Arquivos estragados de qualquer jeito: sai uma objeção ou saem achados, nunca um erro cru nem a morte do processo."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from fabrica_de_arquivos import abrir_bytes, cda, em_csv, em_json, em_jsonl, em_ods, em_parquet, em_xlsx, em_zip
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.recepcao.formatos import Limites, ObjecaoAoArquivo
from hub.recepcao.formatos.isolado import LeitorMorreu, rodar

_LINHAS = [cda(f"N{n}", origem='com "aspas"; ç\nx' if n % 3 else "é") for n in range(12)]
TEXTOS = {
    "csv": em_csv(_LINHAS),
    "cp1252": em_csv(_LINHAS, codificacao="cp1252"),
    "utf-16": em_csv(_LINHAS, codificacao="utf-16"),
    "json": em_json(_LINHAS),
    "jsonl": em_jsonl(_LINHAS),
    "zip": em_zip({"cda.csv": em_csv(_LINHAS)}),
}
BINARIOS = {"parquet": em_parquet(_LINHAS), "xlsx": em_xlsx({"cda": _LINHAS}), "ods": em_ods({"cda": _LINHAS})}

_PEDACO = st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b";", b"\n", b"\r", b"\x00", b"{", b"]", b"\xff"]))
#: onde (fração do arquivo), quantos bytes tira, o que põe no lugar
_ESTRAGO = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), _PEDACO)


def estragado(conteudo: bytes, estragos: list[tuple[float, int, bytes]]) -> bytes:
    for onde, tira, poe in estragos:
        inicio = int(onde * len(conteudo))
        conteudo = conteudo[:inicio] + poe + conteudo[inicio + tira :]
    return conteudo


def ler_ou_objetar(pasta: Path, conteudo: bytes) -> None:
    with suppress(ObjecaoAoArquivo), abrir_bytes(pasta, conteudo, "envio") as envio:
        for tabela in envio.tabelas:
            for fatia in envio.fatias(tabela, 5):
                assert fatia.quadro["linha"].is_sorted()


@settings(max_examples=120, deadline=None)
@given(forma=st.sampled_from(sorted(TEXTOS)), estragos=st.lists(_ESTRAGO, min_size=1, max_size=6))
def test_texto_estragado(
    tmp_path_factory: pytest.TempPathFactory, forma: str, estragos: list[tuple[float, int, bytes]]
) -> None:
    ler_ou_objetar(tmp_path_factory.mktemp("estragados"), estragado(TEXTOS[forma], estragos))


@settings(max_examples=12, deadline=None)
@given(forma=st.sampled_from(sorted(BINARIOS)), estragos=st.lists(_ESTRAGO, min_size=1, max_size=3))
def test_binario_estragado(
    tmp_path_factory: pytest.TempPathFactory, forma: str, estragos: list[tuple[float, int, bytes]]
) -> None:
    ler_ou_objetar(tmp_path_factory.mktemp("estragados"), estragado(BINARIOS[forma], estragos))


@pytest.mark.parametrize(
    ("programa", "por_falta"),
    [
        ("import os; os.abort()", True),
        ("import time; time.sleep(60)", True),
        ("import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (10**9,) * 2); bytes(10**10)", True),
        ("1/0", False),
    ],
)
def test_o_leitor_pode_morrer_a_vontade(tmp_path: Path, programa: str, *, por_falta: bool) -> None:
    leitor = tmp_path / "leitor.py"
    leitor.write_text(programa)
    with pytest.raises(LeitorMorreu) as morte:
        rodar(leitor, limites=Limites(segundos_do_leitor=1))
    assert morte.value.por_falta is por_falta
