"""`hub validar`: os mesmos achados que a recepção daria, em casa e sem banco."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command

from cenarios.portas import Registro
from hub.comum.ficticios import cdas_ficticias
from hub.credores.models import Credor
from hub.projeto.erros import PastaNaoEncontrada
from hub.recepcao import fatias, validacao
from hub.recepcao.formatos.erros import ArquivoVazio

EM = "2026-03-02"
CHAVES = ("linha", "tabela", "numero_cda", "campo", "valor", "regra", "efeito", "mensagem", "como_resolver")


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str) -> tuple[dict[str, Any], int]:
    """O documento que o comando escreve, e a saída dele."""
    capsys.readouterr()
    saida = 0
    try:
        call_command(*argumentos, "--json")
    except SystemExit as saiu:
        saida = int(saiu.code or 0)
    return dict(json.loads(capsys.readouterr().out)), saida


def csv_com_defeitos(pasta: Path, iptu: Registro) -> Path:
    """Trinta CDAs, um terço com defeito, e duas linhas que nem são registros."""
    quadro = cdas_ficticias(semente=7, quantidade=30, municipio_ibge="2611606", em=date.fromisoformat(EM), defeitos=0.3)
    linhas = quadro.write_csv(separator=";").splitlines()
    linhas[5:5] = ["a;mais;que;nada"]
    linhas.append(linhas[-1] + ";sobra")
    caminho = pasta / "cdas.csv"
    caminho.write_text("\n".join(linhas) + "\n", encoding="utf-8")
    return caminho


def zip_com_filhos(pasta: Path, iptu: Registro) -> Path:
    """Uma CDA com codevedor de CPF errado, e um item de CDA que não veio."""
    devedor = {"numero_cda": iptu["numero_cda"], "documento": "11111111111", "nome": "Beto", "papel": "CORRESPONSAVEL"}
    item = {"numero_cda": "OUTRA-1", "sequencia": "1", "tributo": "IPTU", "vencimento": "2023-01-10"}
    item |= {"exercicio": "2023", "valor_principal": "10.00"}
    caminho = pasta / "envio.zip"
    with zipfile.ZipFile(caminho, "w") as pacote:
        for nome, registro in (("cda", iptu), ("devedor", devedor), ("item", item)):
            pacote.writestr(f"{nome}.csv", ";".join(registro) + "\n" + ";".join(registro.values()) + "\n")
    return caminho


def json_com_tudo(pasta: Path, iptu: Registro) -> Path:
    """Duas CDAs e um movimento, em JSON, uma delas sem documento."""
    movimento = {"numero_cda": "X-9", "tipo": "PAGAMENTO_TOTAL", "data": "2026-02-30", "valor": "10.00"}
    sem_documento = {**iptu, "numero_cda": "X-1", "devedor_documento": ""}
    caminho = pasta / "envio.json"
    caminho.write_text(json.dumps([iptu, sem_documento, movimento], ensure_ascii=False), encoding="utf-8")
    return caminho


@pytest.mark.django_db
@pytest.mark.parametrize("linhas", [2, 200_000])
@pytest.mark.parametrize("escrever", [csv_com_defeitos, zip_com_filhos, json_com_tudo])
def test_valida_como_a_recepcao_receberia(
    escrever: Callable[[Path, Registro], Path],
    linhas: int,
    recife: Credor,
    iptu: Registro,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Com o convênio que nada limita, só o que depende do livro (REC-001 a REC-005) pode diferir."""
    caminho = escrever(tmp_path, iptu)
    recife.convenios.all().delete()
    recife.tipo = ""
    recife.save()
    recebido, _ = pedir(capsys, "receber", str(caminho), "--credor", recife.cnpj, "--ensaio", "--em", EM)
    monkeypatch.setattr(fatias, "LINHAS_POR_FATIA", linhas)
    validado, saida = pedir(capsys, "validar", str(caminho), "--em", EM)

    assert "erro" not in recebido, recebido

    def achados(documento: dict[str, Any]) -> set[tuple[Any, ...]]:
        return {tuple(achado[chave] for chave in CHAVES) for achado in documento["achados"]}

    do_livro = {achado for achado in achados(recebido) if achado[5] in {f"REC-00{n}" for n in range(1, 6)}}
    assert achados(validado) == achados(recebido) - do_livro != set()
    assert validado["achados_total"] == len(validado["achados"])
    for conta in ("recebidas", "aceitas", "em_consulta", "recusadas"):
        assert validado[conta] == recebido[conta], conta
    assert saida == int(bool(validado["recusadas"] + validado["movimentos_recusados"]))


def test_todos_os_achados_em_csv_e_sem_banco(
    iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caminho = csv_com_defeitos(tmp_path, iptu)
    monkeypatch.setattr(fatias, "LINHAS_POR_FATIA", 7)
    monkeypatch.setattr(validacao, "ACHADOS", 5)
    lista = tmp_path / "achados.csv"
    validado, _ = pedir(capsys, "validar", str(caminho), "--em", EM, "--achados", str(lista))
    assert len(validado["achados"]) == 5 < validado["achados_total"]
    texto = lista.read_text(encoding="utf-8-sig")
    linhas = list(csv.DictReader(io.StringIO(texto), delimiter=";"))
    assert len(linhas) == validado["achados_total"]
    assert tuple(linhas[0]) == CHAVES
    assert all(linha["mensagem"] for linha in linhas)
    assert pl.read_csv(lista, separator=";", infer_schema=False).height == len(linhas)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["achados.csv", "cdas.csv"]


def test_arquivo_recusado_nao_deixa_lista_pela_metade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "vazio.csv").touch()
    (tmp_path / "achados.csv").write_text("a de ontem", encoding="utf-8")
    recusa, saida = pedir(capsys, "validar", str(tmp_path / "vazio.csv"), "--achados", str(tmp_path / "achados.csv"))
    assert (recusa["erro"], saida) == (ArquivoVazio.nome_do_codigo(), 1)
    assert (tmp_path / "achados.csv").read_text(encoding="utf-8") == "a de ontem"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["achados.csv", "vazio.csv"]


def test_lista_em_pasta_que_nao_ha(iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caminho = csv_com_defeitos(tmp_path, iptu)
    recusa, saida = pedir(capsys, "validar", str(caminho), "--achados", str(tmp_path / "nao-ha" / "achados.csv"))
    assert (recusa["erro"], saida) == (PastaNaoEncontrada.nome_do_codigo(), 1)
    assert "nao-ha" in recusa["mensagem"]
