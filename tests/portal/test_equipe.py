"""A equipe do credor e a da PGFN: convidar pelo CPF, aceitar, trocar o perfil, retirar."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from fabrica_do_livro import pessoa_de

from hub.acesso.cpf import cpf_por
from hub.acesso.models import Convite, Perfil, PerfilDaPgfn, Usuario, Vinculo, VinculoDaPgfn
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.comum.numeros_ficticios import cpfs_ficticios
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db
Entrar = Callable[[Usuario], Client]
CPF, OUTRO_CPF = cpfs_ficticios(7, 2)


def com_cpf(nome: str, cpf: str) -> Usuario:
    """Alguém que já entrou pelo gov.br e ainda não age por ninguém."""
    pessoa = Usuario(username=nome, first_name=nome.title())
    cpf_por(pessoa, cpf)
    pessoa.save()
    return pessoa


@pytest.fixture
def davi(db: None) -> Usuario:
    return com_cpf("davi", CPF)


def convidar(cliente: Client, **campos: str) -> object:
    return cliente.post("/equipe/convidar", {"cpf": CPF, "perfil": "operador", "ate": "", **campos})


def frases() -> list[str]:
    return [frase_do_evento(evento) for evento in Evento.objects.order_by("pk")]


def test_do_convite_ao_perfil_e_do_perfil_a_saida(ana: Usuario, davi: Usuario, recife: Credor, entrar: Entrar) -> None:
    dela, dele = entrar(ana), entrar(davi)
    assert dele.get("/cdas").status_code == 403
    assert convidar(dela, cpf=f"{CPF[:3]}.{CPF[3:6]}.{CPF[6:9]}-{CPF[9:]}").status_code == 302
    assert CPF not in dela.get("/equipe").content.decode()
    assert dele.get("/")["Location"] == "/convites"
    assert "Município do Recife" in dele.get("/convites").content.decode()
    aceito = dele.post("/convites", {"convite": Convite.objects.get().pk, "acao": "aceitar"})
    assert aceito["Location"] == "/"
    assert dele.get("/cdas/nova").status_code == 200
    vinculo = Vinculo.objects.get(usuario=davi)
    assert dela.post(f"/equipe/{vinculo.pk}", {"perfil": "consulta", "ate": ""}).status_code == 302
    assert dele.get("/cdas/nova").status_code == 403
    assert dela.post(f"/equipe/{vinculo.pk}/retirar").status_code == 302
    assert dele.get("/cdas").status_code == 403
    assert not Convite.objects.exists()
    ditas = frases()
    assert any("convidou a pessoa do CPF ***" in frase and "sem prazo" in frase for frase in ditas)
    assert any("davi aceitou o convite de ana" in frase for frase in ditas)
    assert not any(CPF in frase for frase in ditas)


def test_o_prazo_do_perfil_acaba_sozinho(ana: Usuario, davi: Usuario, recife: Credor, entrar: Entrar) -> None:
    vinculo = Vinculo.objects.create(usuario=davi, credor=recife, perfil="operador", ate=timezone.localdate())
    cliente = entrar(davi)
    assert cliente.get("/cdas").status_code == 200
    Vinculo.objects.filter(pk=vinculo.pk).update(ate=timezone.localdate() - timedelta(days=1))
    assert cliente.get("/cdas").status_code == 403


@pytest.mark.parametrize(
    ("campos", "dito"),
    [
        ({"cpf": "11111111111"}, "O CPF não serve"),
        ({"cpf": ""}, "O CPF não serve"),
        ({"perfil": "dono"}, "Falta escolher o perfil"),
        ({"ate": "31/02/2027"}, "31/02/2027 não é uma data"),
        ({"ate": "01/01/2020"}, "já passou"),
        ({"cpf": OUTRO_CPF}, "já está na equipe"),
    ],
)
def test_convite_que_nao_cabe_diz_por_que(
    campos: dict[str, str], dito: str, ana: Usuario, recife: Credor, entrar: Entrar
) -> None:
    Vinculo.objects.create(usuario=com_cpf("elis", OUTRO_CPF), credor=recife, perfil="consulta")
    resposta = convidar(entrar(ana), **campos)
    assert resposta.status_code in {400, 409, 422}
    assert dito in resposta.content.decode()
    assert not Convite.objects.exists()


def test_convidar_de_novo_troca_o_convite(ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    convidar(cliente)
    convidar(cliente, perfil="auditor")
    assert Convite.objects.get().perfil == "auditor"


def test_o_convite_so_serve_a_quem_foi_chamado_e_no_prazo(
    ana: Usuario, davi: Usuario, otavio: Usuario, entrar: Entrar
) -> None:
    convidar(entrar(ana))
    convite = Convite.objects.get()
    for intruso in (com_cpf("elis", OUTRO_CPF), otavio):
        cliente = entrar(intruso)
        assert "Recife" not in cliente.get("/convites").content.decode()
        assert cliente.post("/convites", {"convite": convite.pk, "acao": "aceitar"}).status_code == 404
    dele = entrar(davi)
    for forjado in ("", "x", "-1", "9" * 30, str(convite.pk + 1)):
        assert dele.post("/convites", {"convite": forjado, "acao": "aceitar"}).status_code == 404
    Convite.objects.update(vence_em=timezone.now() - timedelta(seconds=1))
    assert dele.post("/convites", {"convite": convite.pk, "acao": "aceitar"}).status_code == 404
    assert not Vinculo.objects.filter(usuario=davi).exists()


def test_recusar_o_convite_desfaz_o_convite(ana: Usuario, davi: Usuario, entrar: Entrar) -> None:
    convidar(entrar(ana))
    entrar(davi).post("/convites", {"convite": Convite.objects.get().pk, "acao": "recusar"})
    assert not Convite.objects.exists()
    assert not Vinculo.objects.filter(usuario=davi).exists()


def test_o_credor_nao_fica_sem_gestor(ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    cliente, dela = entrar(ana), Vinculo.objects.get(usuario=ana)
    assert cliente.post(f"/equipe/{dela.pk}/retirar").status_code == 409
    assert cliente.post(f"/equipe/{dela.pk}", {"perfil": "consulta", "ate": ""}).status_code == 409
    amanha = timezone.localdate() + timedelta(days=1)
    assert cliente.post(f"/equipe/{dela.pk}", {"perfil": "gestor", "ate": f"{amanha:%d/%m/%Y}"}).status_code == 409
    assert Vinculo.objects.get(usuario=ana).perfil == Perfil.GESTOR
    pessoa_de("gil", recife, "gestor")
    assert cliente.post(f"/equipe/{dela.pk}/retirar").status_code == 302


def test_a_vizinha_nao_mexe_na_equipe(ana: Usuario, otavio: Usuario, entrar: Entrar) -> None:
    convidar(entrar(ana))
    dela, convite, cliente = Vinculo.objects.get(usuario=ana), Convite.objects.get(), entrar(otavio)
    for endereco in (f"/equipe/{dela.pk}", f"/equipe/{dela.pk}/retirar", f"/equipe/convites/{convite.pk}/retirar"):
        assert cliente.post(endereco, {"perfil": "consulta", "ate": ""}).status_code == 404
    assert "Ana" not in cliente.get("/equipe").content.decode()
    assert Convite.objects.exists()


def test_cada_um_ve_a_sua_auditoria(ana: Usuario, otavio: Usuario, recife: Credor, entrar: Entrar) -> None:
    convidar(entrar(ana))
    auditora = pessoa_de("aurora", recife, "auditor")
    assert "ana convidou" in entrar(auditora).get("/auditoria").content.decode()
    assert "ana convidou" not in entrar(otavio).get("/auditoria").content.decode()


@pytest.fixture
def chefe(db: None) -> Usuario:
    pessoa = Usuario.objects.create_user("chefe", first_name="Célia")
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=PerfilDaPgfn.ADMINISTRADOR)
    return pessoa


def test_a_equipe_da_pgfn_se_faz_pelo_cpf(chefe: Usuario, davi: Usuario, entrar: Entrar) -> None:
    cliente = entrar(chefe)
    assert cliente.get("/")["Location"] == "/pgfn"
    assert cliente.post("/pgfn/equipe", {"cpf": OUTRO_CPF, "perfil": "analista_pgfn"}).status_code == 404
    assert cliente.post("/pgfn/equipe", {"cpf": CPF, "perfil": "rei"}).status_code == 422
    assert cliente.post("/pgfn/equipe", {"cpf": CPF, "perfil": "analista_pgfn"}).status_code == 302
    assert entrar(davi).get("/pgfn").status_code == 200
    assert entrar(davi).get("/pgfn/equipe").status_code == 403
    vinculo = VinculoDaPgfn.objects.get(usuario=davi)
    assert cliente.post("/pgfn/equipe", {"vinculo": vinculo.pk, "acao": "retirar"}).status_code == 302
    assert entrar(davi).get("/pgfn").status_code == 403
    sobra = VinculoDaPgfn.objects.get()
    assert cliente.post("/pgfn/equipe", {"vinculo": sobra.pk, "acao": "retirar"}).status_code == 409


def test_a_pgfn_ve_credores_e_nao_ve_divida_nem_por_endereco(
    chefe: Usuario, recife: Credor, carteira: object, entrar: Entrar
) -> None:
    cliente = entrar(chefe)
    assert "Município do Recife" in cliente.get("/pgfn").content.decode()
    for endereco in ("/cdas", "/resultados", "/lotes", "/remessas", "/equipe", "/auditoria"):
        assert cliente.get(endereco).status_code == 403
    assert "DEVEDOR" not in cliente.get("/pgfn/auditoria").content.decode()


def test_a_primeira_pessoa_da_pgfn_se_poe_pela_linha_de_comando(
    capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    call_command("pgfn", "celia", "--perfil", "administrador_pgfn", "--json")
    feito = json.loads(capsys.readouterr().out)
    assert client.login(username="celia", password=feito["senha"])
    call_command("pgfn", "celia", "--perfil", "administrador_pgfn", "--json")
    assert json.loads(capsys.readouterr().out)["senha"] is None
    with pytest.raises(SystemExit):
        call_command("pgfn", "celia", "--retirar", "--json")
    assert json.loads(capsys.readouterr().out)["erro"] == "ULTIMO_ADMINISTRADOR"
