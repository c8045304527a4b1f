"""Cada bench percorre o caminho inteiro em tamanho pequeno, num banco que some no fim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from django.core.management import call_command

import comparacao
from ambiente import Ambiente, CorridaFalhou, ambiente
from hub.projeto.banco import url_do_banco

CHAVES_DO_CONTRATO = {
    "nome",
    "tamanho",
    "segundos",
    "base_segundos",
    "razao",
    "deve",
    "melhor",
    "passou",
    "memoria_mb",
}


def bancos() -> set[str]:
    with psycopg.connect(url_do_banco(), autocommit=True) as conexao:
        return {nome for (nome,) in conexao.execute("select datname from pg_database")}


@pytest.fixture
def livro_de_300(request: pytest.FixtureRequest) -> Iterator[Ambiente]:
    with ambiente(request.param, 300) as lugar:
        lugar.preparar()
        yield lugar


@pytest.mark.parametrize("livro_de_300", ["recepcao"], indirect=True)
def test_recepcao_fecha_as_contas_e_a_base_repete_as_linhas(livro_de_300: Ambiente) -> None:
    nossa = livro_de_300.correr("nossa")
    assert nossa["recebidas"] == 300
    assert nossa["aceitas"] + nossa["em_consulta"] + nossa["recusadas"] == 300
    gravadas = nossa["aceitas"] + nossa["em_consulta"]
    assert len((livro_de_300.pasta / "linhas.csv").read_text(encoding="utf-8").splitlines()) == gravadas
    base = livro_de_300.correr("base")
    assert base["segundos"] > 0
    assert nossa["memoria_mb"] > base["memoria_mb"] > 0


@pytest.mark.parametrize("livro_de_300", ["remessa"], indirect=True)
def test_remessa_leva_todos_os_titulos(livro_de_300: Ambiente) -> None:
    nossa = livro_de_300.correr("nossa")
    livro_de_300.correr("base")
    # Um município por título: header, transação e trailler, de 600 posições e terminador.
    assert (nossa["arquivos"], nossa["bytes"]) == (1, 300 * 3 * 602)


@pytest.mark.parametrize("livro_de_300", ["retorno"], indirect=True)
def test_retorno_aplica_todos_os_desfechos(livro_de_300: Ambiente) -> None:
    assert livro_de_300.correr("nossa")["aplicados"] == 300
    livro_de_300.correr("base")


@pytest.mark.parametrize("livro_de_300", ["serasa_remessa"], indirect=True)
def test_remessa_a_serasa_leva_todos_os_registros(livro_de_300: Ambiente) -> None:
    nossa = livro_de_300.correr("nossa")
    livro_de_300.correr("base")
    # Header, um detalhe por CDA e trailer.
    assert (nossa["arquivos"], nossa["bytes"]) == (1, 302 * 602)


@pytest.mark.parametrize("livro_de_300", ["serasa_retorno"], indirect=True)
def test_retorno_da_serasa_aplica_todos_os_registros(livro_de_300: Ambiente) -> None:
    assert livro_de_300.correr("nossa")["aplicados"] == 300
    livro_de_300.correr("base")


@pytest.mark.parametrize("livro_de_300", ["regua"], indirect=True)
def test_regua_leva_so_as_que_a_condicao_alcanca(livro_de_300: Ambiente) -> None:
    # Uma em cem, e a base conta pelas mesmas condições.
    assert 1 <= livro_de_300.correr("nossa")["vao"] <= 6
    assert livro_de_300.correr("base")["segundos"] > 0


@pytest.mark.parametrize("livro_de_300", ["aberta"], indirect=True)
def test_aberta_acha_o_que_procura_e_o_livro_sustenta(livro_de_300: Ambiente) -> None:
    nossa = livro_de_300.correr("nossa")
    # Nenhuma busca tirada de uma linha da lista volta vazia: a conferência no livro não tira o que devia ficar.
    assert (nossa["buscas"], nossa["vazias"]) == (600, 0)
    assert nossa["base_segundos"] > 0


def test_corrida_que_para_com_erro_e_recusa(capfd: pytest.CaptureFixture[str]) -> None:
    with ambiente("esse_bench_nao_existe", 10) as lugar, pytest.raises(CorridaFalhou, match="esse_bench_nao_existe"):
        lugar.preparar()
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_o_banco_e_a_pasta_somem_mesmo_com_erro() -> None:
    with suppress(ZeroDivisionError), ambiente("recepcao", 10) as lugar:
        lugar.conexao.execute(f"create database {lugar.modelo}")
        assert lugar.modelo in bancos()
        1 / 0  # noqa: B018 - o erro no meio
    assert lugar.modelo not in bancos()
    assert not lugar.pasta.exists()


def test_dois_benches_ao_mesmo_tempo_nao_se_atrapalham() -> None:
    with ambiente("recepcao", 1) as um, ambiente("recepcao", 1) as outro:
        assert um.modelo != outro.modelo
        assert um.pasta != outro.pasta


def test_o_comando_responde_o_contrato(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(comparacao, "CORRIDAS", 1)
    call_command("bench", "recepcao", "--tamanho", "40", "--json")
    (linha,) = json.loads(capsys.readouterr().out)["benches"]
    assert linha.keys() >= CHAVES_DO_CONTRATO
    assert (linha["nome"], linha["tamanho"], linha["melhor"]) == ("recepcao", 40, "menor")
