"""`python -m simuladores.cra processar`: de uma pasta para outra."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apoio_da_cra import NOME, pedir, remessa, titulos

from hub.leiautes.arquivo import ler
from simuladores.cra.__main__ import principal


def processar(pasta: Path, em: str, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    assert principal(["processar", str(pasta / "entrada"), str(pasta / "saida"), "--em", em]) == 0
    resposta: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return resposta


def test_de_uma_pasta_para_outra(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entrada, saida = tmp_path / "entrada", tmp_path / "saida"
    entrada.mkdir()
    (entrada / NOME).write_bytes(remessa(titulos("pago", "espera_desistencia")))
    primeira = processar(tmp_path, "2026-03-02", capsys)
    assert primeira["recebidos"] == [{"nome": NOME, "aceitos": {"2611606": 2}, "criticas": []}]
    assert [um["nome"] for um in primeira["produzidos"]] == ["C5820203.261", "M5820203.261"]
    assert ler((saida / f"{NOME}.relatorio.xml").read_bytes()).leiaute == "protesto/resposta"
    (entrada / "DP5820303.261").write_bytes(pedir("DP", (saida / "C5820203.261").read_bytes()))
    segunda = processar(tmp_path, "2026-03-05", capsys)
    assert segunda["recebidos"] == [{"nome": "DP5820303.261", "aceitos": {"": 1}, "criticas": ["2028"]}]
    assert [um["nome"] for um in segunda["produzidos"]][-1] == "R5820503.261"
    assert processar(tmp_path, "2026-03-05", capsys) == {"recebidos": [], "produzidos": []}


def test_dia_que_falta(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        principal(["processar", str(tmp_path), str(tmp_path)])
