"""Fatias: exatas, em ordem, as mesmas a cada abertura, com memória e tempo dentro do prometido."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, cda, cdas, em_csv, em_json, em_jsonl, em_parquet, em_xlsx, guardar
from polars.testing import assert_frame_equal

from hub.recepcao.formatos import Fatia, abrir, csv_fonte, json_fonte, parquet_fonte, planilha_fonte

ESCRITORES = {
    "csv": em_csv,
    "json": em_json,
    "jsonl": em_jsonl,
    "parquet": em_parquet,
    "xlsx": lambda x: em_xlsx({"cda": x}),
}


@pytest.fixture(autouse=True)
def blocos_pequenos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Para que poucas linhas já atravessem vários blocos."""
    monkeypatch.setattr(csv_fonte, "_TRECHO", 1500)
    for modulo in (json_fonte, parquet_fonte, planilha_fonte):
        monkeypatch.setattr(modulo, "_POR_VEZ", 7)


def iguais(uma: Fatia, outra: Fatia) -> None:
    assert_frame_equal(uma.quadro, outra.quadro)
    assert_frame_equal(uma.achados, outra.achados)
    assert (uma.numero, uma.lidos) == (outra.numero, outra.lidos)


@pytest.mark.parametrize("forma", ESCRITORES)
def test_reabrir_e_pular_da_a_mesma_fatia(tmp_path: Path, forma: str) -> None:
    caminho = guardar(tmp_path, ESCRITORES[forma](cdas(53)), f"envio.{forma}")
    with abrir(caminho, nome=caminho.name) as envio:
        fatias = list(envio.fatias("cda", 10))
        assert [f.quadro.height for f in fatias] == [10, 10, 10, 10, 10, 3]
        assert [f.numero for f in fatias] == list(range(6))
        assert pl.concat(f.quadro for f in fatias)["numero_cda"].to_list() == [c["numero_cda"] for c in cdas(53)]
        assert [f.lidos for f in fatias] == sorted(f.lidos for f in fatias)
        assert fatias[-1].lidos == envio.bytes == caminho.stat().st_size
    with abrir(caminho, nome=caminho.name) as reaberto:
        for feita, refeita in zip(fatias[2:], reaberto.fatias("cda", 10, desde=2), strict=True):
            iguais(feita, refeita)


def test_achados_vao_na_fatia_da_sua_linha(tmp_path: Path) -> None:
    linhas = em_csv([linha | {"x": "1"} for linha in cdas(40)]).split(b"\n")
    for ruim in (5, 6, 25, 40):
        linhas[ruim] += b";a;mais"
    with abrir_bytes(tmp_path, b"\n".join(linhas)) as envio:
        fatias = list(envio.fatias("cda", 12))
    assert [f.quadro.height for f in fatias] == [12, 12, 12]
    assert [f.achados["linha"].to_list() for f in fatias] == [[1, 6, 7], [26], [41]]
    assert [f.perdidas for f in fatias] == [2, 1, 1]
    assert sum(f.quadro.height + f.perdidas for f in fatias) == 40 == envio.total_aproximado("cda")


def test_arquivo_so_de_linhas_ruins_sai_em_fatias_e_nao_de_uma_vez(tmp_path: Path) -> None:
    cabecalho, linha, _ = em_csv(cdas(1)).split(b"\n")
    with abrir_bytes(tmp_path, b"\n".join([cabecalho, *[linha + b";x"] * 60])) as envio:
        fatias = list(envio.fatias("cda", 20))
    assert sum(f.perdidas for f in fatias) == 60
    assert max(f.perdidas for f in fatias) < 60


def test_tabela_que_nao_veio_nao_da_fatia(tmp_path: Path) -> None:
    with abrir_bytes(tmp_path, em_csv(cdas(1))) as envio:
        assert list(envio.fatias("item")) == []
        assert envio.total_aproximado("item") == 0
        assert envio.origem is None


def test_as_fatias_sobrevivem_ao_envio_que_ninguem_guardou(tmp_path: Path) -> None:
    caminho = guardar(tmp_path, em_xlsx({"cda": cdas(20)}), "envio.xlsx")
    assert sum(f.quadro.height for f in abrir(caminho, nome="envio.xlsx").fatias("cda", 5)) == 20


def _csv_grande(caminho: Path, megabytes: int) -> int:
    extras = {f"x{n}": "" for n in range(53 - len(cda()))}
    cabecalho, linha, _ = em_csv([cda(**extras)]).split(b"\n")  # type: ignore[arg-type] - só nomes de coluna
    quantas = megabytes * (1 << 20) // (len(linha) + 1)
    caminho.write_bytes(cabecalho + b"\n" + (linha + b"\n") * quantas)
    return quantas


_MEDIR = """
import json, re, sys
from pathlib import Path
from hub.recepcao.formatos import abrir
linhas = sum(f.quadro.height for f in abrir(Path(sys.argv[1]), nome="g").fatias("cda"))
pico = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([linhas, int(pico[1]) // 1024]))
"""


def test_memoria_nao_cresce_com_o_arquivo(tmp_path: Path) -> None:
    picos = []
    for megabytes in (60, 150):
        quantas = _csv_grande(tmp_path / "grande.csv", megabytes)
        comando = [sys.executable, "-c", _MEDIR, str(tmp_path / "grande.csv")]
        feito = subprocess.run(comando, capture_output=True, check=True)  # noqa: S603 - comando deste teste
        linhas, pico = json.loads(feito.stdout)
        assert linhas == quantas
        picos.append(pico)
    assert picos[1] < 1.2 * picos[0]
    assert picos[1] < 300
