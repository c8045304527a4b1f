"""A carteira e a régua, como dados: quem as muda vê o efeito no plano seguinte, e deixa rastro."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cenarios.portas import Registro, por_arquivo
from cenarios.test_cadastro import frases, pedir
from hub.auditoria.models import Evento
from hub.credores.models import Carteira, Credor
from hub.estrategias.servicos import remessa_planejar

pytestmark = pytest.mark.django_db


def salvar(
    capsys: pytest.CaptureFixture[str], pasta: Path, credor: Credor, codigo: str, *opcoes: str, regua: Any = None
) -> dict[str, Any]:
    if regua is not None:
        (pasta / "regua.json").write_text(json.dumps(regua), encoding="utf-8")
        opcoes = (*opcoes, "--regua", str(pasta / "regua.json"))
    return pedir(capsys, "carteira", "salvar", codigo, "--credor", credor.cnpj, *opcoes)


def test_a_cda_cai_na_carteira_do_tributo_e_segue_a_regua_dela(
    capsys: pytest.CaptureFixture[str], recife: Credor, olinda: Credor, iptu: Registro, tmp_path: Path
) -> None:
    regua = [{"estrategia": "protesto", "condicao": {"valor_minimo": "5.000,00"}}]
    opcoes = ("--nome", "Imóveis", "--tributos", "IPTU,ITBI")
    for _ in range(2):
        dito = salvar(capsys, tmp_path, recife, " IMOVEIS ", *opcoes, regua=regua)
    assert dito["regua"] == [{"estrategia": "protesto", "espera_dias": 0, "condicao": {"valor_minimo": "5000.00"}}]
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    assert recife.cdas.get().carteira.codigo == dito["carteira"] == "IMOVEIS"
    em = date(2026, 3, 2)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").retidas == {"abaixo_do_minimo": 1}
    salvar(capsys, tmp_path, recife, "IMOVEIS", regua=[{"estrategia": "protesto"}])
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").inclusoes == 1
    assert frases("credor:carteira:salva") == [
        "linha de comando salvou a carteira IMOVEIS de Município do Recife, Imóveis, com os tributos: IPTU, ITBI."
    ]
    assert len(frases("credor:carteira:regua_trocada")) == 2
    assert [c["carteira"] for c in pedir(capsys, "carteira", "listar", "--credor", olinda.cnpj)["carteiras"]] == [
        "GERAL"
    ]


ERRADAS: dict[str, tuple[Any, str]] = {
    "não é lista": ({"estrategia": "protesto"}, "não é uma lista"),
    "etapa que não é objeto": (["protesto"], "falta o objeto"),
    "chave desconhecida": ([{"estrategia": "protesto", "espera": 1}], "não se conhece (espera)"),
    "espera negativa": ([{"estrategia": "protesto", "espera_dias": -1}], "vai de 0 a 3650"),
    "espera em texto": ([{"estrategia": "protesto", "espera_dias": "5"}], "vai de 0 a 3650"),
    "estratégia que não existe": ([{"estrategia": "fax"}], "Não há estratégia fax"),
    "estratégia ainda não instalada": ([{"estrategia": "divida_aberta"}], "ainda não a oferece"),
    "estratégia sem o acordo": ([{"estrategia": "scpc"}], "exige acordo prévio"),
    "estratégia duas vezes": ([{"estrategia": "protesto"}, {"estrategia": "protesto"}], "mais de uma etapa"),
    "dinheiro em número": ([{"estrategia": "protesto", "condicao": {"valor_minimo": 100.5}}], "entre aspas"),
    "dinheiro que não é": ([{"estrategia": "protesto", "condicao": {"valor_maximo": "muito"}}], "entre aspas"),
    "mínimo maior": (
        [{"estrategia": "protesto", "condicao": {"valor_minimo": "2", "valor_maximo": "1"}}],
        "passa do valor_maximo",
    ),
    "tributo que não há": ([{"estrategia": "protesto", "condicao": {"tributos": ["NADA"]}}], "lista de códigos"),
    "uf que não há": ([{"estrategia": "protesto", "condicao": {"ufs": ["XX"]}}], "lista de siglas"),
    "pessoa que não há": ([{"estrategia": "protesto", "condicao": {"pessoa": ["PF"]}}], "PF ou PJ"),
}


@pytest.mark.parametrize("erro", ERRADAS)
def test_regua_errada_diz_onde_e_nada_muda(
    erro: str, capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path
) -> None:
    regua, motivo = ERRADAS[erro]
    antes = list(Carteira.objects.values()), Evento.objects.count()
    with pytest.raises(SystemExit):
        salvar(capsys, tmp_path, recife, "GERAL", "--tributos", "IPTU", regua=regua)
    assert motivo in json.loads(capsys.readouterr().out)["mensagem"]
    assert (list(Carteira.objects.values()), Evento.objects.count()) == antes


@pytest.mark.parametrize(
    ("opcoes", "codigo"),
    [
        (("NOVA", "--tributos", "NADA"), "TRIBUTO_FORA_DA_LISTA"),
        (("NOVA", "--tributos", "IPTU"), "TRIBUTO_DE_OUTRA_CARTEIRA"),
        (("x" * 21,), "CADASTRO_ERRADO"),
        (("", "--nome", "Sem código"), "CADASTRO_ERRADO"),
        (("NOVA", "--nome", "x" * 101), "CADASTRO_ERRADO"),
    ],
)
def test_carteira_errada_nao_se_salva(
    opcoes: tuple[str, ...], codigo: str, capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path
) -> None:
    salvar(capsys, tmp_path, recife, "GERAL", "--tributos", "IPTU")
    with pytest.raises(SystemExit):
        salvar(capsys, tmp_path, recife, *opcoes)
    assert json.loads(capsys.readouterr().out)["erro"] == codigo
    assert recife.carteiras.count() == 1


def test_arquivo_de_regua_que_nao_e_json(capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path) -> None:
    for conteudo in (b"{", b"\xff", b"[" * 100_000):
        (tmp_path / "r.json").write_bytes(conteudo)
        with pytest.raises(SystemExit):
            pedir(capsys, "carteira", "salvar", "GERAL", "--credor", recife.cnpj, "--regua", str(tmp_path / "r.json"))
        assert "não é JSON" in json.loads(capsys.readouterr().out)["mensagem"]
