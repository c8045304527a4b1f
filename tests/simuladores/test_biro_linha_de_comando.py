"""`python -m simuladores.biro processar`: de uma pasta para outra, um dia de cada vez."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
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


@pytest.mark.parametrize("sinal", ["biro.sqlite-journal", "*.recibo.json", ".RET*"])
def test_derrubado_no_meio_e_chamado_de_novo_da_os_mesmos_arquivos(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sinal: str
) -> None:
    """Qualquer que seja o instante da queda, o que fica na saída é o de quem não caiu."""
    for pasta in ("inteiro", "caido"):
        (tmp_path / pasta / "entrada").mkdir(parents=True)
        linhas = [inclui(contrato=f"A{n}") for n in range(400)]
        (tmp_path / pasta / "entrada" / "a.txt").write_bytes(remessa(1, *linhas))
        processar(tmp_path / pasta, "2026-03-02", capsys)
        (tmp_path / pasta / "entrada" / "b.txt").write_bytes(
            remessa(2, *(exclui(contrato=f"A{n}") for n in range(400)))
        )
    _derrubar_quando(tmp_path / "caido", sinal)
    for pasta in ("inteiro", "caido"):
        processar(tmp_path / pasta, "2026-03-04", capsys)
    assert _saidas(tmp_path / "caido") == _saidas(tmp_path / "inteiro")


def _derrubar_quando(pasta: Path, sinal: str) -> None:
    """Mata o processo assim que o arquivo aparece de novo, ou o deixa acabar se foi mais rápido."""
    antes = set(pasta.rglob(sinal))
    comando = [sys.executable, "-m", "simuladores.biro", "processar", "entrada", "saida", "--em", "2026-03-04"]
    ambiente = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(comando, cwd=pasta, env=ambiente, stdout=subprocess.DEVNULL) as processo:  # noqa: S603 - nosso
        while processo.poll() is None:
            if set(pasta.rglob(sinal)) - antes:
                processo.send_signal(signal.SIGKILL)
                processo.wait()


def _saidas(pasta: Path) -> dict[str, bytes]:
    visiveis = (arquivo for arquivo in (pasta / "saida").iterdir() if not arquivo.name.startswith("."))
    return {arquivo.name: arquivo.read_bytes() for arquivo in visiveis}


def test_operador_sem_senha(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        principal(["servir", "--estado", str(tmp_path), "--operador", "recife"])
    assert "use NOME:SENHA" in capsys.readouterr().err
