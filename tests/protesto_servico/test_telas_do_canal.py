"""A página dos canais: como está cada serviço, o que falhou, o que fazer, e quem pode religar."""

from __future__ import annotations

from pathlib import Path

import pytest
from balcao_da_cra import EM, SENHA, Balcao, guardar, ligar, perfilar
from django.test import Client

from cenarios.portas import Registro
from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.models import Disjuntor
from hub.estrategias.servicos import remessa_planejar

pytestmark = pytest.mark.django_db(transaction=True)


def pagina(pessoa: Usuario, endereco: str = "/canais") -> str:
    return " ".join(entrar_por(Client(), pessoa).get(endereco).content.decode().split())


def test_entrega_por_arquivo_nao_pede_nada(recife: Credor, ana: Usuario) -> None:
    texto = pagina(ana)
    assert "Entrega por arquivo" in texto
    assert "Religar" not in texto


def test_o_que_falhou_e_o_que_fazer_aparecem(balcao: Balcao, ana: Usuario, beto: Usuario) -> None:
    perfilar(irregularidade_98="retirada por falta de prazo")
    guardar(balcao.credor, usuario="recife", senha="errada")
    balcao.enviar("pago")
    texto = pagina(ana)
    for dito in (
        "Desligado",
        "recusou o usuário ou a senha",
        "Remessa B5820203.261",
        "Irregularidade 98",
        "retirada por falta de prazo",
        "ofício da CRA",
        "Religar protesto",
    ):
        assert dito in texto, dito
    assert SENHA not in texto
    do_beto = pagina(beto)
    assert "Quem religa é a pessoa de perfil Gestor ou Operador." in do_beto
    assert "Religar protesto" not in do_beto


def test_quem_pode_religa_e_o_que_estava_parado_volta(balcao: Balcao, ana: Usuario, beto: Usuario) -> None:
    guardar(balcao.credor, usuario="recife", senha="errada")
    balcao.enviar("pago")
    guardar(balcao.credor, usuario="recife", senha=SENHA)
    assert entrar_por(Client(), beto).post("/canais/religar", {"estrategia": "protesto"}).status_code == 403
    assert balcao.disjuntor().estado == "aberto"
    cliente = entrar_por(Client(), ana)
    resposta = cliente.post("/canais/religar", {"estrategia": "protesto"}, follow=True)
    assert "Protesto religado: 1 chamada voltou à fila." in resposta.content.decode()
    assert balcao.disjuntor().estado == "fechado"
    (chamada,) = balcao.entregar(balcao.credor.remessas.get(), insistir=False)
    assert chamada.situacao == "feita"
    resposta = cliente.post("/canais/religar", {"estrategia": "protesto"}, follow=True)
    assert "já está ligado" in resposta.content.decode()


@pytest.mark.parametrize("estrategia", ["", "inventada", "x" * 5000, "scpc"])
def test_canal_que_nao_ha_se_explica(recife: Credor, ana: Usuario, estrategia: str) -> None:
    resposta = entrar_por(Client(), ana).post("/canais/religar", {"estrategia": estrategia}, follow=True)
    assert resposta.status_code == 200
    assert not Disjuntor.objects.exists()


def test_a_vizinha_nao_ve_nem_religa_o_canal_da_dona(
    balcao: Balcao, olinda: Credor, gestora_de_olinda: Usuario, iptu: Registro, tmp_path: Path
) -> None:
    guardar(balcao.credor, usuario="recife", senha="errada")
    balcao.enviar("pago")
    ligar(olinda, balcao.servidor.soap, codigo="901", usuario="olinda")
    texto = pagina(gestora_de_olinda)
    assert "B5820203.261" not in texto
    assert 'Usuário no serviço</dt><dd class="quebra">olinda' in texto
    entrar_por(Client(), gestora_de_olinda).post("/canais/religar", {"estrategia": "protesto"})
    assert balcao.disjuntor().estado == "aberto"


def test_a_remessa_mostra_a_entrega_de_cada_arquivo(balcao: Balcao, ana: Usuario) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    assert "Na fila" in pagina(ana, f"/remessas/{remessa.pk}")
    balcao.entregar(remessa)
    assert "Feita" in pagina(ana, f"/remessas/{remessa.pk}")


def test_liberar_pela_tela_deixa_a_entrega_com_o_hub(balcao: Balcao, ana: Usuario) -> None:
    balcao.cdas("pago")
    plano = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=EM, ator="ana")
    resposta = entrar_por(Client(), ana).post(f"/remessas/{plano.pk}/liberar", follow=True)
    assert "e o hub os entrega ao canal" in resposta.content.decode()
    (chamada,) = balcao.entregar(Remessa.objects.get(pk=plano.pk))
    assert (chamada.situacao, chamada.criada_por) == ("feita", "ana")
