"""A página da PGFN: quem liga, quem só olha, e o que a recusa devolve."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from entradas import entrar_por
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.acesso.nivel import Nivel
from hub.credores.models import Credor
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave

pytestmark = pytest.mark.django_db
LIGAR = "/pgfn/operacao/ligar"


def test_liga_e_desliga_pela_pagina(rosa: Usuario, recife: Credor, entrar: Any) -> None:
    cliente = entrar(rosa)
    fim = timezone.localtime(timezone.now() + timedelta(hours=2))
    dados = {"especie": "parar_canal", "canal": "protesto", "credor": str(recife.pk), "motivo": " A CRA  caiu. "}
    dados |= {"fim_previsto": f"{fim:%Y-%m-%dT%H:%M}", "inclusive_baixas": "1"}
    assert cliente.post(LIGAR, dados).status_code == 302
    chave = ChaveDeOperacao.objects.get()
    assert (chave.ligada_por, chave.motivo, chave.credor, chave.inclusive_baixas) == (
        "rosa",
        "A CRA caiu.",
        recife,
        True,
    )
    assert chave.fim_previsto == fim.replace(second=0, microsecond=0)
    pagina = cliente.get("/pgfn/operacao").content.decode()
    assert "Parar um canal: protesto" in pagina
    assert "só de Município do Recife" in pagina
    assert "A CRA caiu." in cliente.get(f"/pgfn/operacao/{chave.pk}/desligar").content.decode()
    assert cliente.post(f"/pgfn/operacao/{chave.pk}/desligar").status_code == 302
    assert "Chave desligada." in cliente.get("/pgfn/operacao").content.decode()
    assert (
        "já foi desligada por rosa" in cliente.post(f"/pgfn/operacao/{chave.pk}/desligar", follow=True).content.decode()
    )
    assert "Já desligada." in cliente.get(f"/pgfn/operacao/{chave.pk}/desligar").content.decode()
    assert cliente.get("/pgfn/operacao/999999/desligar").status_code == 404


@pytest.mark.parametrize(
    ("troca", "dito"),
    [
        ({"especie": "x"}, "falta a espécie"),
        ({"motivo": ""}, "falta o motivo"),
        ({"canal": "pombo"}, "o canal é um destes"),
        ({"credor": "999999"}, "o credor não é da lista"),
        ({"credor": "9" * 30}, "o credor não é da lista"),
        ({"desde": "ontem"}, "o início não se lê"),
        ({"fim_previsto": "2026-02-31T10:00"}, "o fim previsto não se lê"),
        ({"desde": "2020-01-01T10:00"}, "o início já passou"),
        ({"motivo": "x" * 399}, "300"),
    ],
)
def test_o_que_nao_serve_volta_com_o_que_se_digitou(
    troca: dict[str, str], dito: str, rosa: Usuario, entrar: Any
) -> None:
    dados = {"especie": "parar_canal", "canal": "protesto", "motivo": "A CRA caiu."}
    resposta = entrar(rosa).post(LIGAR, dados | troca)
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert dito in pagina
    assert (dados | troca)["motivo"] in pagina
    assert not ChaveDeOperacao.objects.exists()


def test_quem_so_analisa_olha_e_nao_liga(entrar: Any, ligar: Any) -> None:
    pessoa = Usuario.objects.create_user("ines")
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=PerfilDaPgfn.ANALISTA)
    cliente, chave = entrar(pessoa), ligar(EspecieDeChave.AVISO)
    pagina = cliente.get("/pgfn/operacao")
    assert pagina.status_code == 200
    assert LIGAR not in pagina.content.decode()
    assert cliente.post(LIGAR, {"especie": "aviso_a_todos", "motivo": "x"}).status_code == 403
    assert cliente.post(f"/pgfn/operacao/{chave.pk}/desligar").status_code == 403


def test_conta_bronze_nao_liga(rosa: Usuario, client: Any) -> None:
    cliente = entrar_por(client, rosa, nivel=Nivel.BRONZE)
    assert cliente.post(LIGAR, {"especie": "aviso_a_todos", "motivo": "x"}).status_code == 403
    assert cliente.get("/pgfn/operacao").status_code == 200


def test_o_aviso_aparece_a_todos_e_nao_vira_codigo(
    ana: Usuario, gestora_de_olinda: Usuario, rosa: Usuario, entrar: Any, ligar: Any
) -> None:
    ligar(EspecieDeChave.AVISO, motivo="Feriado <script>alert(1)</script>")
    for pessoa, onde in ((ana, "/cdas"), (gestora_de_olinda, "/cdas"), (rosa, "/pgfn"), (None, "/entrar")):
        cliente = entrar(pessoa) if pessoa else Client()
        pagina = cliente.get(onde).content.decode()
        assert "Feriado &lt;script&gt;" in pagina
        assert 'class="br-message info"' in pagina
