"""Atrás de um servidor da frente, o endereço é o de quem pediu; o que a pessoa escreve no cabeçalho não conta."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hub.acesso.entrada import LIMITES
from hub.acesso.models import Usuario
from hub.auditoria.models import Evento

pytestmark = pytest.mark.django_db


def endereco_visto(settings: Settings, intermediarios: int, **cabecalhos: str) -> str:
    settings.INTERMEDIARIOS = intermediarios
    Client(headers=cabecalhos).post("/entrar", {"usuario": "ana", "senha": "errada"})
    return str(Evento.objects.filter(etiqueta="pessoa:acesso:recusado").latest("id").chaves["endereco"])


@pytest.mark.parametrize(
    ("intermediarios", "cabecalho", "endereco"),
    [
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "10.6.6.6, 192.0.2.7", "192.0.2.7"),
        (2, "10.6.6.6, 192.0.2.7, 198.51.100.1", "192.0.2.7"),
        (2, "192.0.2.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "192.0.2.7,", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_so_se_le_o_que_os_intermediarios_escreveram(
    intermediarios: int, cabecalho: str, endereco: str, ana: Usuario, settings: Settings
) -> None:
    assert endereco_visto(settings, intermediarios, **{"X-Forwarded-For": cabecalho}) == endereco


def test_o_freio_de_um_lugar_nao_barra_o_outro(ana: Usuario, settings: Settings) -> None:
    settings.INTERMEDIARIOS = 1
    aqui, ali = (Client(headers={"X-Forwarded-For": lugar}) for lugar in ("192.0.2.7", "192.0.2.8"))
    for _ in range(LIMITES["pessoa_no_lugar"]):
        aqui.post("/entrar", {"usuario": "ana", "senha": "errada"})
    certa = {"usuario": "ana", "senha": "senha-de-ana-longa"}
    assert aqui.post("/entrar", certa).status_code == 429
    assert ali.post("/entrar", certa).status_code == 302


@pytest.mark.parametrize(("intermediarios", "situacao"), [(0, 403), (1, 302)])
def test_a_pagina_que_veio_por_https_aceita_o_proprio_formulario(
    intermediarios: int, situacao: int, ana: Usuario, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if intermediarios else None
    navegador = Client(enforce_csrf_checks=True, headers={"X-Forwarded-Proto": "https", "Host": "testserver"})
    navegador.get("/entrar")
    resposta = navegador.post(
        "/entrar",
        {
            "usuario": "ana",
            "senha": "senha-de-ana-longa",
            "csrfmiddlewaretoken": navegador.cookies["csrftoken"].value,
        },
        headers={"Origin": "https://testserver"},
    )
    assert resposta.status_code == situacao
