"""A linha de comando do gov.br e do segundo fator, e o portal servido com o gov.br simulado."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from navegador_do_govbr import Navegador

from hub.acesso.govbr.configuracao import configuracao_do
from hub.acesso.models import CredencialGovBr, SegundoFator, Usuario
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.projeto.erros import SimuladorEmProducao
from hub.projeto.simulados import CORREIO, CRA, GOVBR, SPC, simulados
from simuladores.govbr import PERSONAS, Servidor

pytestmark = pytest.mark.django_db


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, Any]:
    capsys.readouterr()
    call_command(*argumentos, "--json")
    return dict(json.loads(capsys.readouterr().out))


def test_a_credencial_se_guarda_com_o_segredo_pela_entrada(
    capsys: pytest.CaptureFixture[str], recife: Credor, govbr: Servidor, monkeypatch: pytest.MonkeyPatch
) -> None:
    volta = "http://divida.exemplo/entrar/govbr/volta"
    guardar = ("govbr", "credencial", "--credor", recife.cnpj, "--client-id", "x", "--volta", volta, "--saida", volta)
    for segredo, em_troca in (("um\n", False), ("outro\n", True)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(segredo))
        dito = pedir(capsys, *guardar, "--nivel-minimo", "prata")
        assert dito == {"servidor": "divida.exemplo", "client_id": "x", "em_troca": em_troca}
    assert configuracao_do("divida.exemplo").segredos == ("outro", "um")
    encerrar = ("govbr", "encerrar-troca", "--credor", recife.cnpj, "--servidor")
    assert pedir(capsys, *encerrar, "divida.exemplo")["em_troca"] is False
    assert CredencialGovBr.objects.get().segredo_anterior == ""
    with pytest.raises(SystemExit):
        pedir(capsys, *encerrar, "outro.exemplo")
    assert json.loads(capsys.readouterr().out)["erro"] == "CREDENCIAL_DESCONHECIDA"


def test_conferir_diz_com_que_se_entra_e_o_que_falta(
    capsys: pytest.CaptureFixture[str], govbr: Servidor, settings: object
) -> None:
    conferir = ("govbr", "conferir", "--servidor", "testserver")
    assert pedir(capsys, *conferir)["chaves"] == [govbr.estado.chaves.kid]
    govbr.estado.falhas.append("jwk:cortada")
    with pytest.raises(SystemExit):
        pedir(capsys, *conferir)
    assert json.loads(capsys.readouterr().out)["falha"] == "RemoteProtocolError"
    settings.GOVBR = {}
    assert pedir(capsys, *conferir)["entra_pelo_govbr"] is False


def test_o_cpf_dado_no_comando_serve_para_entrar(
    capsys: pytest.CaptureFixture[str], navegador: Navegador, recife: Credor
) -> None:
    vincular = ("usuario", "davi", "--credor", recife.cnpj, "--perfil", "gestor", "--cpf")
    for cpf in ("111.444.777-35", "11144477735"):
        pedir(capsys, *vincular, cpf)
    assert navegador.entrar("prata")["Location"] == "/"
    assert int(navegador.hub.session["_auth_user_id"]) == Usuario.objects.get(username="davi").pk
    ditas = [frase_do_evento(evento) for evento in Evento.objects.filter(etiqueta="hub:pessoa:cpf_atribuido")]
    assert ditas == ["linha de comando ligou a conta davi a um CPF, que por ele entra pelo gov.br."]
    for cpf, erro in (("11144477736", "CPF_INVALIDO"), ("12345678909", "CPF_DE_OUTRA_PESSOA")):
        with pytest.raises(SystemExit):
            pedir(capsys, *vincular, cpf)
        assert json.loads(capsys.readouterr().out)["erro"] == erro


@pytest.mark.parametrize("nome", ["12345678909", "ana-123.456.789-09"])
def test_o_nome_de_acesso_nao_pode_ser_um_cpf(nome: str, capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    with pytest.raises(SystemExit):
        pedir(capsys, "usuario", nome, "--credor", recife.cnpj, "--perfil", "gestor")
    dito = json.loads(capsys.readouterr().out)
    assert (dito["erro"], "não pode ser um CPF" in dito["mensagem"]) == ("CADASTRO_ERRADO", True)


def test_retirar_o_segundo_fator_de_quem_o_perdeu(capsys: pytest.CaptureFixture[str], ana: Usuario) -> None:
    SegundoFator.objects.create(user=ana, name="aplicativo", confirmed=True)
    for retirado in (True, False):
        assert pedir(capsys, "segundo_fator", "ana", "--retirar", "--por", "Suporte")["retirado"] is retirado
    assert frase_do_evento(Evento.objects.filter(etiqueta="pessoa:segundo_fator:retirado").get()) == (
        "Suporte retirou o segundo fator da entrada de ana."
    )


def test_os_simuladores_nao_se_misturam_com_gente_de_verdade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_HTTPS", "1")
    with pytest.raises(SimuladorEmProducao):
        simulados("127.0.0.1", 8000)


def test_outro_govbr_dito_fica_no_lugar_do_simulado(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVBR_SSO_BASE", "https://sso.staging.acesso.gov.br")
    monkeypatch.setenv("HUB_SMTP", "smtp://correio.exemplo.test/?remetente=cartas@exemplo.test")
    antes = dict(os.environ)
    assert set(simulados("127.0.0.1", 8000)) == {CRA, CORREIO, SPC}
    assert dict(os.environ) == antes


def test_o_simulado_atende_com_o_que_o_portal_diz(
    monkeypatch: pytest.MonkeyPatch, settings: object, db: object
) -> None:
    """Os dois lados se combinam: o processo que se inicia aceita a ida que o portal monta."""
    for nome in [nome for nome in os.environ if nome.startswith("GOVBR_")]:
        monkeypatch.delenv(nome)
    monkeypatch.setattr("os.environ", dict(os.environ))
    porta = _porta_livre()
    comando = simulados("0.0.0.0", porta - 2)[GOVBR]  # noqa: S104 - o endereço que não serve ao navegador
    settings.GOVBR = {nome: valor for nome, valor in os.environ.items() if nome.startswith("GOVBR_")}
    assert os.environ["HUB_ENTRADA_LOCAL"] == "1"
    configuracao = configuracao_do(f"127.0.0.1:{porta - 2}")
    ambiente = {"PYTHONPATH": "src", "PATH": os.environ["PATH"]}
    processo = subprocess.Popen(comando, env=ambiente, stderr=subprocess.PIPE, text=True)  # noqa: S603 - nosso
    try:
        assert "SIMULADOR" in str(processo.stderr.readline())
        dados = {
            "response_type": "code",
            "client_id": configuracao.client_id,
            "redirect_uri": configuracao.volta,
            "scope": configuracao.escopos,
            **dict.fromkeys(("state", "nonce", "code_challenge"), "x" * 43),
            "code_challenge_method": "S256",
        }
        assert httpx.get(f"{configuracao.sso}/authorize", params=dados).headers["Location"].startswith("/login")
        saida = httpx.get(configuracao.endereco_de_saida).headers["Location"]
        assert saida == configuracao.saida == f"http://127.0.0.1:{porta - 2}/ate-logo"
    finally:
        processo.send_signal(signal.SIGINT)
        assert processo.wait(timeout=20) == 0
        processo.stderr.close()


def test_as_pessoas_da_demonstracao_entram_pelo_simulado(navegador: Navegador) -> None:
    from hub.projeto.demo.personagens import DONA, PESSOAS, VIZINHA, convidar, criar

    criar(DONA), criar(VIZINHA)
    convidar(), convidar()
    do_simulador = {persona.cpf for persona in PERSONAS.values()}
    assert all(cpf in do_simulador for *_, cpf in PESSOAS)
    assert navegador.entrar("ouro")["Location"] == "/"
    assert "Município do Recife" in navegador.pedir("/").content.decode()


def _porta_livre() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as tomada:
        return int(tomada.getsockname()[1])
