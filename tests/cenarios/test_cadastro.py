"""Quem cadastra credores e pessoas deixa rastro, e repetir não muda nada."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.acesso.pessoas import pessoa_vincular
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, Any]:
    capsys.readouterr()
    call_command(*argumentos, "--json")
    return dict(json.loads(capsys.readouterr().out))


def frases(etiqueta: str) -> list[str]:
    return [frase_do_evento(evento) for evento in Evento.objects.filter(etiqueta=etiqueta).order_by("pk")]


def entra(nome: str, senha: str) -> bool:
    return Client().post("/entrar", {"usuario": nome, "senha": senha}).status_code == 302


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
