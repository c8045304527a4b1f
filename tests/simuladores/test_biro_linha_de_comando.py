"""`python -m simuladores.biro processar`: de uma pasta para outra, um dia de cada vez."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from apoio_do_biro import exclui, inclui, remessa

from hub.leiautes.arquivo import ler
from simuladores.biro.__main__ import principal


def processar(pasta: Path, em: str, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, Any]]]:
    assert principal(["processar", str(pasta / "entrada"), str(pasta / "saida"), "--em", em]) == 0
    resposta: dict[str, list[dict[str, Any]]] = json.loads(capsys.readouterr().out)
    return resposta


def test_de_uma_pasta_para_outra(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entrada, saida = tmp_path / "entrada", tmp_path / "saida"
    entrada.mkdir()
    (entrada / "PEFIN000001.txt").write_bytes(remessa(1, inclui("recusado", "A1"), inclui(contrato="A2")))
    primeiro = processar(tmp_path, "2026-03-02", capsys)
    recibo = {"nome": "PEFIN000001.txt", "aceitos": 1, "codigos": [], "recusados": {"2": ["X50"]}}
    assert primeiro == {"recebidos": [recibo], "produzidos": []}
    assert json.loads((saida / "PEFIN000001.txt.recibo.json").read_text(encoding="utf-8")) == recibo
    (entrada / "PEFIN000002.txt").write_bytes(remessa(2, exclui(contrato="A2")))
    segundo = processar(tmp_path, "2026-03-03", capsys)
    assert [um["nome"] for um in segundo["recebidos"]] == ["PEFIN000002.txt"]
    (produzido,) = segundo["produzidos"]
    assert produzido["registros"] == 2
    assert ler((saida / produzido["nome"]).read_bytes()).leiaute == "serasa/pefin"
    assert processar(tmp_path, "2026-03-03", capsys) == {"recebidos": [], "produzidos": []}
    assert [p["registros"] for p in processar(tmp_path, "2026-03-04", capsys)["produzidos"]] == [1]


def test_recibo_perdido_nao_faz_receber_de_novo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "entrada").mkdir()
    (tmp_path / "entrada" / "a.txt").write_bytes(remessa(1, inclui()))
    primeiro = processar(tmp_path, "2026-03-02", capsys)
    (tmp_path / "saida" / "a.txt.recibo.json").unlink()
    assert processar(tmp_path, "2026-03-02", capsys) == primeiro
    assert len(processar(tmp_path, "2026-03-03", capsys)["produzidos"]) == 1


def test_dia_que_falta(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        principal(["processar", str(tmp_path), str(tmp_path)])


def test_operador_sem_senha(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        principal(["servir", "--estado", str(tmp_path), "--operador", "recife"])
    assert "use NOME:SENHA" in capsys.readouterr().err
