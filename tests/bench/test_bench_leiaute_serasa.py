"""O bench do PEFIN percorre o caminho inteiro em tamanho pequeno, e a base escreve os mesmos bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

import comparacao
import leiaute_serasa


def test_a_base_escreve_os_mesmos_detalhes(tmp_path: Path) -> None:
    leiaute_serasa.detalhes(300).write_parquet(tmp_path / "detalhes.parquet")
    assert leiaute_serasa.escrever(tmp_path)["bytes"] == 302 * 602
    assert leiaute_serasa.base_escrever(tmp_path)["linhas"] == 300
    linhas = (tmp_path / "pefin.txt").read_bytes().splitlines()
    assert linhas[1:-1] == (tmp_path / "base.txt").read_bytes().splitlines()
    assert leiaute_serasa.ler(tmp_path)["linhas"] == leiaute_serasa.base_ler(tmp_path)["linhas"] == 300


def test_as_duas_linhas_do_relatorio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparacao, "CORRIDAS", 1)
    escrita, leitura = leiaute_serasa.medir(50)
    assert (escrita["nome"], leitura["nome"]) == ("leiaute_serasa_escrita", "leiaute_serasa_leitura")
    assert escrita["bytes"] == leitura["bytes"] == 52 * 602
