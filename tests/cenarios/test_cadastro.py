"""Quem cadastra credores e pessoas deixa rastro, e repetir não muda nada."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cenarios.portas import Registro, por_arquivo
from entradas import entrar_por
from hub.acesso.models import CredencialDeApi, Perfil, Usuario, Vinculo
from hub.acesso.pessoas import pessoa_vincular
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores.models import Convenio, Credor
from hub.estrategias.models import OpcoesDoCanal

pytestmark = pytest.mark.django_db


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, Any]:
    capsys.readouterr()
    call_command(*argumentos, "--json")
    return dict(json.loads(capsys.readouterr().out))


def frases(etiqueta: str) -> list[str]:
    return [frase_do_evento(evento) for evento in Evento.objects.filter(etiqueta=etiqueta).order_by("pk")]


def entra(nome: str, senha: str) -> bool:
    return Client().post("/entrar", {"usuario": nome, "senha": senha}).status_code == 302


@pytest.mark.parametrize(("cnpj", "motivo"), [("abc", "12 letras ou algarismos"), ("99001001000119", "não conferem")])
def test_cnpj_errado_diz_o_motivo_certo(cnpj: str, motivo: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        pedir(capsys, "credor", "criar", "--cnpj", cnpj, "--nome", "R", "--tipo", "MUNICIPIO")
    assert motivo in json.loads(capsys.readouterr().out)["mensagem"]


def test_dar_acesso_a_uma_pessoa(capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    vincular = ("usuario", "davi", "--credor", recife.cnpj, "--perfil")
    primeira = pedir(capsys, *vincular, "operador")
    assert entra("davi", primeira["senha"])
    assert pedir(capsys, *vincular, "operador")["senha"] is None
    assert pedir(capsys, *vincular, "gestor")["senha"] is None
    assert Vinculo.objects.get(usuario__username="davi").perfil == "gestor"
    assert frases("hub:pessoa:vinculada") == [
        "linha de comando deu a davi o perfil operador em Município do Recife.",
        "linha de comando deu a davi o perfil gestor em Município do Recife.",
    ]
    assert len(frases("hub:pessoa:senha_trocada")) == 1


def test_quem_perdeu_a_senha_recebe_outra(capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    vincular = ("usuario", "davi", "--credor", recife.cnpj, "--perfil", "consulta")
    antiga = pedir(capsys, *vincular)["senha"]
    nova = pedir(capsys, *vincular, "--nova-senha")["senha"]
    assert not entra("davi", antiga)
    assert entra("davi", nova)
    assert len(frases("hub:pessoa:senha_trocada")) == 2


def test_pessoa_sem_senha_nao_entra_com_senha_vazia(recife: Credor) -> None:
    pessoa_vincular(acesso="davi", credor=recife, perfil=Perfil.GESTOR, ator="teste", agora=timezone.now())
    assert not Usuario.objects.get(username="davi").has_usable_password()
    assert not entra("davi", "")


def test_mudar_o_cadastro_do_credor(capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    criar = ("credor", "criar", "--cnpj", recife.cnpj, "--tipo", recife.tipo, "--nome")
    pedir(capsys, *criar, recife.nome)
    assert not frases("hub:credor:atualizado")
    pedir(capsys, *criar, "Recife", "--endereco", "Cais do Apolo, 925")
    recife.refresh_from_db()
    assert (recife.nome, recife.endereco, recife.cep) == ("Recife", "Cais do Apolo, 925", "50000000")
    assert frases("hub:credor:atualizado") == [
        "linha de comando mudou no cadastro do credor Recife, CNPJ 99.001.001/0001-18: endereço, nome."
    ]


def test_homonimo_de_outro_credor_nao_ganha_acesso_calado(
    capsys: pytest.CaptureFixture[str], ana: Usuario, olinda: Credor
) -> None:
    vincular = ("usuario", "ana", "--credor", olinda.cnpj, "--perfil", "consulta")
    with pytest.raises(SystemExit):
        pedir(capsys, *vincular)
    assert json.loads(capsys.readouterr().out)["erro"] == "PESSOA_JA_EXISTE"
    assert not olinda.vinculos.exists()
    assert pedir(capsys, *vincular, "--mesma-pessoa")["senha"] is None
    assert olinda.vinculos.get().usuario == ana


def test_retirar_o_acesso_vale_na_hora(
    capsys: pytest.CaptureFixture[str], recife: Credor, ana: Usuario, client: Client
) -> None:
    client.force_login(ana)
    assert client.get("/cdas").status_code == 200
    retirar = ("usuario", "ana", "--credor", recife.cnpj, "--retirar")
    assert pedir(capsys, *retirar)["perfil"] is None
    assert client.get("/cdas").status_code == 403
    assert frases("hub:pessoa:desvinculada") == ["linha de comando tirou de ana o acesso a Município do Recife."]
    with pytest.raises(SystemExit):
        pedir(capsys, *retirar)
    assert json.loads(capsys.readouterr().out)["erro"] == "SEM_ESTE_VINCULO"
    for errado in ((), ("--retirar", "--perfil", "gestor")):
        with pytest.raises(CommandError, match="--retirar"):
            call_command("usuario", "ana", "--credor", recife.cnpj, *errado)


COMPRIDO = "x" * 400
ERRADOS = {
    ("credor", "criar", "--nome", COMPRIDO): ("CADASTRO_ERRADO", "Campo *nome*"),
    ("credor", "criar", "--nome", ""): ("CADASTRO_ERRADO", "Campo *nome*"),
    ("credor", "criar", "--nome", "R", "--cep", "123456789"): ("CADASTRO_ERRADO", "oito algarismos"),
    ("credor", "criar", "--nome", "R", "--cep", "abcdefgh"): ("CADASTRO_ERRADO", "oito algarismos"),
    ("credor", "criar", "--nome", "R", "--municipio-ibge", "9999999"): ("MUNICIPIO_DESCONHECIDO", "9999999"),
    ("convenio", "assinar", "--vigencia-inicio", "2026-01-01", "--vigencia-fim", "2020-01-01"): (
        "CADASTRO_ERRADO",
        "O fim da vigência vem antes do início",
    ),
    ("convenio", "assinar", "--valor-minimo", "10", "--valor-maximo", "5"): (
        "CADASTRO_ERRADO",
        "O valor máximo é menor que o mínimo",
    ),
    ("convenio", "assinar", "--idade-maxima-anos", "-1"): ("CADASTRO_ERRADO", "Campo *idade máxima em anos*"),
    ("convenio", "assinar", "--tributos", "IPTU,NADA"): ("TRIBUTO_FORA_DA_LISTA", "NADA"),
    ("convenio", "assinar", "--assinado-por", COMPRIDO): ("CADASTRO_ERRADO", "Campo *assinado por*"),
    ("usuario", COMPRIDO, "--perfil", "gestor"): ("CADASTRO_ERRADO", "Campo *usuário*"),
    ("usuario", "ninguem", "--perfil", "gestor", "--nova-senha"): ("PESSOA_DESCONHECIDA", "ninguem"),
    ("usuario", "", "--perfil", "gestor"): ("CADASTRO_ERRADO", "Campo *usuário*"),
    ("usuario", "a b", "--perfil", "gestor"): ("CADASTRO_ERRADO", "Campo *usuário*"),
    ("chave", "criar", "--nome", COMPRIDO): ("CADASTRO_ERRADO", "Campo *nome*"),
    ("chave", "criar", "--nome", ""): ("CADASTRO_ERRADO", "Campo *nome*"),
}


@pytest.mark.parametrize(("comando", "erro"), ERRADOS.items(), ids=lambda valor: " ".join(valor)[:60])
def test_cadastro_errado_diz_o_campo_e_nada_muda(
    comando: tuple[str, ...], erro: tuple[str, str], capsys: pytest.CaptureFixture[str], recife: Credor
) -> None:
    antes = _tudo()
    de_quem = ("--cnpj", recife.cnpj, "--tipo", recife.tipo) if comando[0] == "credor" else ("--credor", recife.cnpj)
    with pytest.raises(SystemExit) as saiu:
        pedir(capsys, *comando, *de_quem)
    assert saiu.value.code == 1
    dito = json.loads(capsys.readouterr().out)
    assert dito["erro"] == erro[0]
    assert erro[1] in dito["mensagem"]
    assert _tudo() == antes


def _tudo() -> list[Any]:
    return [
        list(modelo.objects.order_by("pk").values()) for modelo in (Credor, Convenio, Usuario, CredencialDeApi, Evento)
    ]


@pytest.mark.parametrize("valor", ["NaN", "-5", "1e3", "1,234.5", "99999999999999"])
def test_valor_que_nao_e_dinheiro_e_uso_errado(valor: str, capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    with pytest.raises(CommandError, match="não é dinheiro"):
        call_command("convenio", "assinar", "--credor", recife.cnpj, f"--valor-minimo={valor}")
    assert recife.convenios.count() == 1
    assinado = pedir(capsys, "convenio", "assinar", "--credor", recife.cnpj, "--valor-minimo", "1.234,50")
    assert (assinado["versao"], assinado["vigencia_inicio"]) == (2, timezone.localdate().isoformat())
    assert recife.convenios.get(versao=2).valor_minimo == Decimal("1234.50")


@pytest.mark.parametrize("nome", [COMPRIDO, "ana\n"])
def test_quem_manda_tem_nome_que_se_guarda(nome: str, recife: Credor) -> None:
    with pytest.raises(CommandError, match="nome"):
        call_command("remessa", "planejar", "--estrategia", "protesto", "--credor", recife.cnpj, "--por", nome)
    with pytest.raises(CommandError, match="não é uma data"):
        call_command("regua", "--em", "2026-02-30")


CANAL = ("--estrategia", "protesto")


def test_configurar_o_canal_muda_o_arquivo_e_deixa_rastro(
    capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    de_quem = ("--credor", recife.cnpj, *CANAL)
    assert "código do apresentante" in pedir(capsys, "canal", "mostrar", *de_quem)["falta"][0]
    assert not OpcoesDoCanal.objects.exists()
    for _ in range(2):
        dito = pedir(capsys, "canal", "configurar", *de_quem, "codigo_portador=90A", "valor_igual_ao_saldo=S")
    assert dito["opcoes"] == {"codigo_portador": "90A", "valor_igual_ao_saldo": True}
    assert dito["falta"] == []
    assert frases("credor:canal:configurado") == [
        "linha de comando configurou protesto de Município do Recife: codigo_portador=90A, valor_igual_ao_saldo=S."
    ]
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    plano = pedir(capsys, "remessa", "planejar", *de_quem, "--em", "2026-03-02")["plano"]
    liberada = pedir(capsys, "remessa", "liberar", str(plano), "--saida", str(tmp_path))
    assert (liberada["arquivos"][0]["nome"], liberada["avisos"]) == ("B90A0203.261", [])
    assert (tmp_path / "B90A0203.261").read_bytes()[:4] == b"090A"


def test_codigo_do_apresentante_e_de_um_credor_so_em_cada_cra(
    capsys: pytest.CaptureFixture[str], recife: Credor, olinda: Credor
) -> None:
    def configurar(credor: Credor, *opcoes: str) -> dict[str, Any]:
        return pedir(capsys, "canal", "configurar", "--credor", credor.cnpj, *CANAL, *opcoes)

    configurar(recife, "codigo_portador=90A")
    with pytest.raises(SystemExit):
        configurar(olinda, "codigo_portador=90A")
    assert json.loads(capsys.readouterr().out)["erro"] == "CODIGO_DE_OUTRO_CREDOR"
    assert pedir(capsys, "canal", "mostrar", "--credor", olinda.cnpj, *CANAL)["opcoes"] == {}
    configurar(olinda, "codigo_portador=90A", "cra=PB")
    configurar(recife, "declaracao=D")


def test_liberar_sem_codigo_nem_sede_avisa(
    capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, ana: Usuario, client: Client, tmp_path: Path
) -> None:
    Credor.objects.filter(pk=recife.pk).update(endereco="")
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    plano = pedir(capsys, "remessa", "planejar", "--credor", recife.cnpj, *CANAL, "--em", "2026-03-02")["plano"]
    entrar_por(client, ana)
    pagina = client.get(f"/remessas/{plano}/liberar").content.decode()
    avisos = pedir(capsys, "remessa", "liberar", str(plano), "--saida", str(tmp_path))["avisos"]
    for falta, aviso in zip(("código do apresentante", "sede do credor"), avisos, strict=True):
        assert falta in aviso
        assert falta in pagina


@pytest.mark.parametrize(
    "opcao",
    ["nada=1", "codigo_portador=1", "codigo_portador=12345678901", "cra=XX", "letra_da_anuencia=B", "declaracao=GG"],
)
def test_opcao_errada_nao_muda_nada(opcao: str, capsys: pytest.CaptureFixture[str], olinda: Credor) -> None:
    with pytest.raises(SystemExit):
        pedir(capsys, "canal", "configurar", "--credor", olinda.cnpj, *CANAL, "letra_da_anuencia=C", opcao)
    assert json.loads(capsys.readouterr().out)["erro"] == "OPCAO_ERRADA"
    assert pedir(capsys, "canal", "mostrar", "--credor", olinda.cnpj, *CANAL)["opcoes"] == {}
