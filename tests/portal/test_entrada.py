"""Entrar, sair e agir em nome de um credor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from fabrica_do_livro import pessoa_de

from hub.acesso.entrada import JANELA, LIMITES
from hub.acesso.models import TentativaDeEntrada, Usuario, Vinculo
from hub.auditoria.models import Evento
from hub.credores.models import Credor

SENHA = "senha-de-ana-longa"


def _tentar(cliente: Client, usuario: str, senha: str, **campos: str) -> object:
    return cliente.post("/entrar", {"usuario": usuario, "senha": senha, **campos})


def test_quem_nao_entrou_vai_a_entrada_e_volta_ao_que_queria(ana: Usuario, client: Client) -> None:
    pedida = client.get("/cdas?q=a")
    assert pedida.status_code == 302
    assert pedida["Location"] == "/entrar?next=/cdas%3Fq%3Da"
    voltou = _tentar(client, "ana", SENHA, next="/cdas?q=a")
    assert voltou["Location"] == "/cdas?q=a"
    assert client.get("/").status_code == 200


def test_a_sessao_se_renova_ao_entrar(ana: Usuario, client: Client) -> None:
    client.get("/entrar")
    sessao = client.session
    sessao["de_antes"] = True
    sessao.save()
    antes = sessao.session_key
    client.cookies["sessionid"] = antes
    _tentar(client, "ana", SENHA)
    assert client.cookies["sessionid"].value != antes
    assert not Session.objects.filter(session_key=antes).exists()


def test_a_recusa_e_a_mesma_exista_ou_nao_a_pessoa(ana: Usuario, client: Client) -> None:
    errada = _tentar(client, "ana", "outra")
    estranha = _tentar(client, "ninguem", "outra")
    assert errada.status_code == estranha.status_code == 403
    limpa = errada.content.decode().replace('value="ana"', 'value=""')
    assert _sem_marca(limpa) == _sem_marca(estranha.content.decode().replace('value="ninguem"', 'value=""'))


def _sem_marca(pagina: str) -> str:
    return "\n".join(linha for linha in pagina.splitlines() if "csrfmiddlewaretoken" not in linha)


def test_a_sexta_tentativa_espera_mesmo_com_a_senha_certa(ana: Usuario, client: Client) -> None:
    for _ in range(LIMITES["pessoa_no_lugar"]):
        assert _tentar(client, "ana", "errada").status_code == 403
    freada = _tentar(client, "ANA", SENHA)
    assert freada.status_code == 429
    assert "Espere 15 minutos" in freada.content.decode()
    TentativaDeEntrada.objects.update(em=timezone.now() - JANELA - timedelta(seconds=1))
    assert _tentar(client, "ana", SENHA).status_code == 302


def test_quem_vem_de_outro_lugar_ainda_entra(ana: Usuario, client: Client) -> None:
    for _ in range(LIMITES["pessoa_no_lugar"] + 1):
        _tentar(client, "ana", "errada")
    assert _tentar(Client(REMOTE_ADDR="192.0.2.7"), "ana", SENHA).status_code == 302


def test_entrada_e_recusa_ficam_na_auditoria_sem_o_nome_de_ninguem(ana: Usuario, client: Client) -> None:
    _tentar(client, "minha-senha-no-lugar-errado", "x")
    _tentar(client, "ana", SENHA)
    atos = list(
        Evento.objects.filter(etiqueta__startswith="pessoa:acesso").order_by("id").values_list("etiqueta", "ator")
    )
    assert atos == [("pessoa:acesso:recusado", "alguém"), ("pessoa:acesso:entrou", "ana")]


def test_quem_insiste_freado_nao_faz_crescer_a_auditoria(ana: Usuario, client: Client) -> None:
    insistencia = LIMITES["pessoa_no_lugar"] + 20
    assert {_tentar(client, "ana", "errada").status_code for _ in range(insistencia)} == {403, 429}
    recusas = Evento.objects.filter(etiqueta="pessoa:acesso:recusado")
    assert recusas.count() == LIMITES["pessoa_no_lugar"] + 1
    assert "Houve tentativas demais" in recusas.latest("id").chaves["motivo"]
    TentativaDeEntrada.objects.update(em=timezone.now() - JANELA - timedelta(seconds=1))
    assert _tentar(client, "ana", SENHA).status_code == 302


@pytest.mark.parametrize("destino", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_nao_se_manda_ninguem_para_fora(destino: str, ana: Usuario, client: Client) -> None:
    assert _tentar(client, "ana", SENHA, next=destino)["Location"] == "/"


def test_sair_so_por_post(ana: Usuario, entrar: object) -> None:
    cliente = entrar(ana)
    assert cliente.get("/sair").status_code == 405
    assert cliente.post("/sair")["Location"] == "/entrar"
    assert cliente.get("/")["Location"].startswith("/entrar")


def test_sem_a_marca_do_formulario_nada_se_faz(ana: Usuario) -> None:
    estrito = Client(enforce_csrf_checks=True)
    estrito.force_login(ana)
    recusada = estrito.post("/sair")
    assert recusada.status_code == 403
    assert "perdeu a validade" in recusada.content.decode()
    assert estrito.get("/").status_code == 200


def test_com_dois_credores_escolhe_se_um(ana: Usuario, olinda: Credor, entrar: object) -> None:
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil="consulta")
    cliente = entrar(ana)
    assert cliente.get("/lotes")["Location"] == "/credor?next=%2Flotes"
    assert cliente.post("/credor", {"credor": olinda.pk, "next": "/lotes"})["Location"] == "/lotes"
    pagina = cliente.get("/lotes").content.decode()
    assert "Município de Olinda" in pagina
    assert "Enviar um arquivo" not in pagina


@pytest.mark.parametrize("escolha", ["", "999999", "abc", "²"])
def test_credor_de_que_nao_se_e_nao_se_escolhe(escolha: str, ana: Usuario, olinda: Credor, entrar: object) -> None:
    assert entrar(ana).post("/credor", {"credor": escolha}).status_code == 400
    assert entrar(ana).post("/credor", {"credor": str(olinda.pk)}).status_code == 400


def test_quem_perdeu_o_vinculo_nao_ve_mais_nada(recife: Credor, entrar: object) -> None:
    davi = pessoa_de("davi", recife, "gestor")
    cliente = entrar(davi)
    assert cliente.get("/cdas").status_code == 200
    Vinculo.objects.all().delete()
    sem = cliente.get("/cdas")
    assert sem.status_code == 403
    assert "não está ligado a nenhum credor" in " ".join(sem.content.decode().split())
