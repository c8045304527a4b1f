"""As integrações no portal: criar, ver o segredo uma vez, trocar, encerrar, revogar e olhar o uso."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from fabrica_do_livro import pessoa_de

from credenciais import com_token, credencial_de, pedir_como, token_de
from entradas import entrar_por
from hub.acesso.models import CredencialDeApi, Usuario
from hub.acesso.nivel import Nivel
from hub.auditoria.models import Evento
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db
Entrar = Callable[[Usuario], Client]
SEGREDO = re.compile(r"hub_segredo_[A-Za-z0-9_-]{43}")


def texto(resposta: HttpResponse) -> str:
    return str(resposta.content.decode())


def criar(cliente: Client, **campos: object) -> HttpResponse:
    padrao = {"nome": "ERP", "especie": "producao", "escopo": ["cdas:ler", "cdas:enviar"], "redes": "", "ate": ""}
    return cliente.post("/integracoes/nova", padrao | campos)


def test_da_criacao_a_revogacao(ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    cliente = entrar(ana)
    assert "Nenhuma credencial ainda" in texto(cliente.get("/integracoes"))
    criada = criar(cliente, redes="127.0.0.0/8\n2001:db8::/32", ate="31/12/2099")
    (segredo,) = set(SEGREDO.findall(texto(criada)))
    assert "no-store" in criada["Cache-Control"]
    credencial = CredencialDeApi.objects.get()
    assert (credencial.redes, credencial.criada_por) == (["127.0.0.0/8", "2001:db8::/32"], "ana")
    token = token_de(credencial, segredo)
    Client().get("/api/v1/cdas/1", headers=com_token(token))

    onde = f"/integracoes/{credencial.pk}"
    for pagina in (texto(cliente.get(onde)), texto(cliente.get("/integracoes"))):
        assert "ERP" in pagina
        assert not SEGREDO.search(pagina)
    assert "GET /cdas/" in texto(cliente.get(onde))
    assert "127.0.0.1" in texto(cliente.get(onde))

    (novo,) = set(SEGREDO.findall(texto(cliente.post(f"{onde}/trocar", {"horas": "24"}))))
    assert novo != segredo
    assert "Troca de segredo em curso" in texto(cliente.get(onde))
    assert "Já há uma troca em curso" in texto(cliente.get(f"{onde}/trocar"))
    assert pedir_como(credencial, segredo).status_code == 200
    assert cliente.post(f"{onde}/encerrar-troca").status_code == 302
    assert "Troca de segredo em curso" not in texto(cliente.get(onde))
    assert pedir_como(credencial, segredo).status_code == 401

    assert cliente.post(f"{onde}/revogar")["Location"] == "/integracoes"
    depois = texto(cliente.get(onde))
    assert "revogada" in depois
    assert "Trocar o segredo" not in depois
    assert cliente.post(f"{onde}/trocar", {"horas": "1"}).status_code == 404
    assert Client().get("/api/v1/cdas/1", headers=com_token(token)).status_code == 401
    assert not SEGREDO.search(str(list(Evento.objects.values())))


@pytest.mark.parametrize(
    ("campos", "dito"),
    [
        ({"nome": " "}, "nome"),
        ({"nome": "x" * 80}, "nome"),
        ({"especie": "dona"}, "Falta escolher a espécie"),
        ({"especie": "equipe"}, "cdas:enviar"),
        ({"escopo": []}, "escopos"),
        ({"escopo": ["tudo"]}, "tudo"),
        ({"redes": "10.0.0.0/40"}, "10.0.0.0/40 não é uma rede"),
        ({"redes": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"ate": "31/02/2027"}, "31/02/2027 não é uma data"),
        ({"ate": "01/01/2020"}, "já passou"),
    ],
)
def test_o_que_nao_cabe_volta_com_o_motivo_e_o_digitado(
    campos: dict[str, object], dito: str, ana: Usuario, entrar: Entrar
) -> None:
    resposta = criar(entrar(ana), **campos)
    assert resposta.status_code in {400, 422}
    pagina = texto(resposta)
    assert dito in pagina
    assert "A credencial não foi criada." in pagina
    assert "<script>alert" not in pagina
    assert not CredencialDeApi.objects.exists()


@pytest.mark.parametrize(
    ("horas", "dito"), [("", "em branco"), ("-1", "-1"), ("721", "721"), ("9" * 9, "999999999"), ("três", "três")]
)
def test_horas_que_nao_cabem(horas: str, dito: str, ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    credencial, segredo = credencial_de(recife)
    resposta = entrar(ana).post(f"/integracoes/{credencial.pk}/trocar", {"horas": horas})
    assert resposta.status_code == 422
    assert dito in texto(resposta)
    assert pedir_como(credencial, segredo).status_code == 200
    assert credencial.segredos.count() == 1


def test_o_auditor_ve_e_nao_muda_e_os_outros_nem_veem(recife: Credor, beto: Usuario, entrar: Entrar) -> None:
    credencial, _ = credencial_de(recife)
    auditor = entrar(pessoa_de("dora", recife, "auditor"))
    pagina = texto(auditor.get(f"/integracoes/{credencial.pk}"))
    assert "Trocar o segredo" not in pagina
    assert criar(auditor).status_code == 403
    for pessoa in (beto, pessoa_de("olavo", recife, "operador")):
        cliente = entrar(pessoa)
        assert "Integrações" not in texto(cliente.get("/cdas"))
        assert cliente.get("/integracoes").status_code == 403
        assert cliente.get(f"/integracoes/{credencial.pk}").status_code == 403


def test_mudar_pede_nivel_prata(ana: Usuario, recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    cliente = entrar_por(Client(), ana, nivel=Nivel.BRONZE)
    assert cliente.get("/integracoes").status_code == 200
    assert criar(cliente).status_code == 403
    for acao in ("trocar", "encerrar-troca", "revogar"):
        assert cliente.post(f"/integracoes/{credencial.pk}/{acao}", {"horas": "0"}).status_code == 403
    assert pedir_como(credencial, segredo).status_code == 200


def test_a_vizinha_nao_ve_nem_muda(recife: Credor, otavio: Usuario, entrar: Entrar) -> None:
    credencial, segredo = credencial_de(recife, nome="ERP do Recife")
    cliente = entrar(otavio)
    assert "ERP do Recife" not in texto(cliente.get("/integracoes"))
    for acao in ("", "/trocar", "/revogar"):
        assert cliente.get(f"/integracoes/{credencial.pk}{acao}").status_code == 404
    for acao in ("/trocar", "/encerrar-troca", "/revogar"):
        assert cliente.post(f"/integracoes/{credencial.pk}{acao}", {"horas": "0"}).status_code == 404
    assert pedir_como(credencial, segredo).status_code == 200


def test_a_vencida_se_diz_vencida(ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    credencial, _ = credencial_de(recife, ate=timezone.localdate())
    CredencialDeApi.objects.filter(pk=credencial.pk).update(ate=timezone.localdate() - timedelta(days=1))
    assert "vencida" in texto(entrar(ana).get("/integracoes"))
