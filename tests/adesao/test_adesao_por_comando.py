"""Adesão e convênio sem navegador: do pedido ao convênio em vigor, e o que vem depois."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from adesao.fabrica_de_adesoes import CNPJ, CPF, ENTE, PDF
from hub.acesso.models import Usuario
from hub.auditoria.models import Evento
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str, saida: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    saiu = 0
    try:
        call_command(*argumentos, "--json")
    except SystemExit as fim:
        saiu = int(fim.code or 0)
    assert saiu == saida
    return dict(json.loads(capsys.readouterr().out))


@pytest.fixture
def pedido(tmp_path: Path, caio: Usuario) -> tuple[str, ...]:
    (tmp_path / "posse.pdf").write_bytes(PDF)
    ente = ("--tipo", "MUNICIPIO", "--cnpj", CNPJ, "--nome", ENTE["nome"], "--municipio-ibge", "2607901")
    quem = ("--pessoa", "caio", "--representante", "Prefeito", "--cpf", CPF, "--cargo", "Prefeito")
    resto = ("--email", "a@exemplo.gov.br", "--anexo", str(tmp_path / "posse.pdf"), "--tributos", "IPTU")
    return ("adesao", "pedir", *ente, *quem, *resto)


def test_do_pedido_ao_encerramento(capsys: pytest.CaptureFixture[str], pedido: tuple[str, ...]) -> None:
    numero = str(pedir(capsys, *pedido)["adesao"])
    assert pedir(capsys, "adesao", "listar", "--situacao", "pendentes")["adesoes"][0]["adesao"] == int(numero)
    assert pedir(capsys, "adesao", "analisar", numero, "--por", "ines")["credor"] is not None
    pedir(capsys, "adesao", "exigir", numero, "--texto", "Junte a lei.", "--por", "ines")
    assert pedir(capsys, "adesao", "mostrar", numero)["exigencia"] == "Junte a lei."
    assert pedir(capsys, "adesao", "responder", numero, "--texto", "Juntada.")["situacao"] == "em_analise"
    assert pedir(capsys, "adesao", "deferir", numero, "--texto", "Sim.")["situacao"] == "a_assinar"
    pedir(capsys, "adesao", "assinar", numero, "--parte", "ente", "--nome", "Prefeito")
    feita = pedir(capsys, "adesao", "assinar", numero, "--parte", "uniao", "--nome", "Procuradora")
    assert (feita["situacao"], feita["assinaram"]) == ("vigente", ["ente", "uniao"])
    mostrado = pedir(capsys, "convenio", "mostrar", "--credor", CNPJ)
    assert (mostrado["vigor"], mostrado["certificado"], mostrado["clausulas"]["tributos"]) == (
        "vigente",
        True,
        ["IPTU"],
    )
    for ato, vigor, situacao in (
        ("suspender", "suspenso", "suspensa"),
        ("reativar", "vigente", "vigente"),
        ("encerrar", "encerrado", "encerrada"),
    ):
        for _ in range(2):
            assert pedir(capsys, "convenio", ato, "--credor", CNPJ, "--motivo", "ofício 1")["vigor"] == vigor
        assert pedir(capsys, "adesao", "mostrar", numero)["situacao"] == situacao
    andamento = pedir(capsys, "adesao", "mostrar", numero)["andamento"]
    assert [marco["titulo"] for marco in andamento][-1] == "Pedida"
    assert len(andamento) == 11


def test_o_cpf_nao_sai_por_comando_nenhum(capsys: pytest.CaptureFixture[str], pedido: tuple[str, ...]) -> None:
    numero = str(pedir(capsys, *pedido)["adesao"])
    for ato in (("mostrar", numero), ("listar",)):
        assert CPF not in json.dumps(pedir(capsys, "adesao", *ato))


def test_repetir_o_pedido_e_recusado_e_nada_muda(capsys: pytest.CaptureFixture[str], pedido: tuple[str, ...]) -> None:
    pedir(capsys, *pedido)
    antes = Evento.objects.exclude(etiqueta="hub:auditoria:selada").count()
    assert pedir(capsys, *pedido, saida=1)["erro"] == "ADESAO_EM_CURSO"
    assert Evento.objects.exclude(etiqueta="hub:auditoria:selada").count() == antes


@pytest.mark.parametrize(
    ("argumentos", "erro"),
    [
        (("adesao", "mostrar", "999"), "ADESAO_DESCONHECIDA"),
        (("adesao", "analisar", "999"), "ADESAO_DESCONHECIDA"),
        (("adesao", "deferir", "999", "--texto", "Sim."), "ADESAO_DESCONHECIDA"),
    ],
)
def test_o_que_nao_existe(argumentos: tuple[str, ...], erro: str, capsys: pytest.CaptureFixture[str], db: None) -> None:
    assert pedir(capsys, *argumentos, saida=1)["erro"] == erro


def test_indeferir_e_desistir(capsys: pytest.CaptureFixture[str], pedido: tuple[str, ...]) -> None:
    numero = str(pedir(capsys, *pedido)["adesao"])
    assert pedir(capsys, "adesao", "indeferir", numero, "--texto", "Não.")["situacao"] == "indeferida"
    outro = str(pedir(capsys, *pedido)["adesao"])
    assert pedir(capsys, "adesao", "desistir", outro, "--texto", "Não quero.")["situacao"] == "desistida"


class TestConvenio:
    def test_assinar_com_todas_as_clausulas_e_certificar(
        self, capsys: pytest.CaptureFixture[str], recife: Credor
    ) -> None:
        limites = {"protesto": {"valor_minimo": "500.00", "idade_maxima_anos": 5}}
        clausulas = ("--limites-por-estrategia", json.dumps(limites), "--certificacao-meses", "6")
        mais = ("--prazo-consulta-dias", "10", "--avisos-em-consulta", "CDA-058,CDA-063")
        inicio = ("--vigencia-inicio", "2021-01-01", "--assinado-por", "Prefeita")
        pedir(capsys, "convenio", "assinar", "--credor", recife.cnpj, *inicio, *clausulas, *mais)
        mostrado = pedir(capsys, "convenio", "mostrar", "--credor", recife.cnpj)
        assert mostrado["certificado"] is False
        assert mostrado["clausulas"]["limites_por_estrategia"] == limites
        assert mostrado["clausulas"]["avisos_em_consulta"] == ["CDA-058", "CDA-063"]
        feita = pedir(capsys, "convenio", "certificar", "--credor", recife.cnpj, "--certificada-por", "Prefeita")
        assert len(feita["sha256"]) == 64
        assert pedir(capsys, "convenio", "mostrar", "--credor", recife.cnpj)["certificado"] is True

    def test_o_acordo_com_o_biro(self, capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
        datas = ("--data", "2021-01-01", "--validade", "2099-12-31")
        pedir(capsys, "convenio", "acordo", "--credor", recife.cnpj, "--numero", "12", *datas)
        (acordo,) = pedir(capsys, "convenio", "mostrar", "--credor", recife.cnpj)["acordos"]
        assert (acordo["biro"], acordo["numero"]) == ("SCPC", "12")
