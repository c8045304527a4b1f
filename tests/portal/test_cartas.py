"""As cartas na tela: liberar pela fila com andamento, responder aos Correios, e os endereços que voltam."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from fabrica_do_livro import pessoa_de

from cenarios import cartas
from cenarios.iptu import IPTU
from cenarios.portas import movimentar
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa
from hub.estrategias.carta.acompanhamento import cartas_acompanhar
from hub.estrategias.models import Carta
from hub.estrategias.servicos import liberacao_comecar, remessa_planejar
from hub.estrategias.tarefas import liberar_na_fila, retomar_liberacoes
from portal.conftest import Entrar

pytestmark = pytest.mark.django_db

DIA = date(2026, 3, 2)
AGORA = datetime(2026, 3, 20, 15, tzinfo=UTC)


def texto(cliente: Client, endereco: str) -> str:
    return " ".join(cliente.get(endereco).content.decode().split())


@pytest.fixture
def divida(recife: Credor) -> CDA:
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    return cartas.enviar(recife, dict(IPTU), "2024/1")


@pytest.fixture
def lote(divida: CDA, tmp_path: Path) -> Remessa:
    return cartas.liberar(divida.credor, DIA, tmp_path)


def test_liberar_pela_tela_comeca_e_a_fila_termina(divida: CDA, ana: Usuario, entrar: Entrar) -> None:
    plano = remessa_planejar(credor=divida.credor, estrategia="carta", em=DIA, ator="ana")
    cliente = entrar(ana)
    cliente.post(f"/remessas/{plano.pk}/liberar")
    plano.refresh_from_db()
    assert (plano.situacao, Carta.objects.get().documento) == ("liberando", None)
    pagina = texto(cliente, f"/remessas/{plano.pk}")
    assert "A liberação começou" in pagina
    assert "0 de 1 cartas com resultado" in pagina
    assert "Conferir e liberar" not in pagina
    pedaco = cliente.get(f"/remessas/{plano.pk}/andamento", headers={"HX-Request": "true"})
    assert (pedaco.status_code, "every 2s" in pedaco.content.decode()) == (200, True)
    liberar_na_fila(plano.pk, "ana")
    plano.refresh_from_db()
    assert (plano.situacao, Carta.objects.get().documento is not None) == ("liberada", True)
    acabou = cliente.get(f"/remessas/{plano.pk}/andamento", headers={"HX-Request": "true"})
    assert (acabou.status_code, acabou["HX-Refresh"]) == (286, "true")
    # A tarefa que rode outra vez não faz nada.
    liberar_na_fila(plano.pk, "ana")
    assert plano.arquivos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_liberacao_que_ficou_no_meio_volta_a_fila(divida: CDA) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    plano = remessa_planejar(credor=divida.credor, estrategia="carta", em=DIA, ator="ana")
    liberacao_comecar(remessa=plano, ator="ana")
    for _ in range(2):
        retomar_liberacoes(0)
    (tarefa,) = ProcrastinateJob.objects.filter(task_name="hub.estrategias.remessa_liberar")
    assert (tarefa.args, tarefa.lock) == ({"remessa": plano.pk, "ator": "ana"}, f"liberar:{plano.pk}")


def test_responder_da_o_arquivo_e_so_quem_libera_responde(
    lote: Remessa, ana: Usuario, beto: Usuario, otavio: Usuario, entrar: Entrar
) -> None:
    endereco, nome = f"/remessas/{lote.pk}/resposta", lote.arquivos.get().nome
    for pessoa, situacao in ((beto, 403), (otavio, 404)):
        assert entrar(pessoa).post(endereco, {"arquivo": nome, "resposta": "autorizar"}).status_code == situacao
    assert "Quem responde é a pessoa de perfil Gestor." in texto(entrar(beto), f"/remessas/{lote.pk}")
    cliente = entrar(ana)
    assert "Mandar produzir" in texto(cliente, f"/remessas/{lote.pk}")
    resposta = cliente.post(endereco, {"arquivo": nome, "resposta": "autorizar"})
    assert "e-Carta_12201_1_Resposta" in resposta["Content-Disposition"]
    assert list(cartas.do_zip(resposta.content).values()) == [b"1|1|A"]
    pagina = texto(cliente, f"/remessas/{lote.pk}")
    assert "O credor já mandou produzir este lote." in pagina
    assert "Baixar de novo a resposta" in pagina
    assert "Recusar o lote" not in pagina
    recusada = cliente.post(endereco, {"arquivo": nome, "resposta": "recusar"}, follow=True)
    assert "já respondeu ao lote" in recusada.content.decode()


def test_a_quem_pagou_antes_da_resposta_se_avisa(lote: Remessa, ana: Usuario, entrar: Entrar) -> None:
    endereco, nome = f"/remessas/{lote.pk}/resposta", lote.arquivos.get().nome
    cliente = entrar(ana)
    movimentar(lote.credor, "2024/1", "PAGAMENTO_TOTAL", data=DIA.isoformat(), valor="1673.93")
    pagina = texto(cliente, f"/remessas/{lote.pk}")
    assert "Há cartas a quem já não deve." in pagina
    recusada = cliente.post(endereco, {"arquivo": nome, "resposta": "autorizar"}, follow=True)
    assert "nele não se tira uma só" in recusada.content.decode()
    assert cliente.post(endereco, {"arquivo": nome, "resposta": "recusar"}).status_code == 200
    assert "Mandar produzir" not in texto(cliente, f"/remessas/{lote.pk}")


@pytest.fixture
def voltou(lote: Remessa, divida: CDA) -> CDA:
    numero = Carta.objects.get().nosso_numero
    cartas.aplicar("voltou.csv", cartas.lista(f"{numero};devolvida;05/03/2026;mudou-se;"))
    cartas_acompanhar(credor=lote.credor, agora=AGORA)
    return divida


def test_o_endereco_que_volta_aparece_ate_se_corrigir(
    voltou: CDA, ana: Usuario, otavio: Usuario, entrar: Entrar
) -> None:
    cliente = entrar(ana)
    pagina = texto(cliente, "/enderecos")
    for fica in ("99.001.001/0001-18", "RUA DAS FLORES, 100, CENTRO", "Mudou-se", "05/03/2026", "2024/1"):
        assert fica in pagina
    assert "Endereço que volta." in texto(cliente, f"/cdas/{voltou.pk}")
    planilha = cliente.get("/enderecos.csv").content.decode("utf-8-sig").splitlines()
    assert planilha[1].endswith(";mudou-se;05/03/2026;2024/1")
    da_vizinha = entrar(otavio)
    assert "RUA DAS FLORES" not in texto(da_vizinha, "/enderecos") + da_vizinha.get("/enderecos.csv").content.decode()
    cartas.enviar(voltou.credor, dict(IPTU), "2024/1", operacao="A", devedor_numero="200")
    assert "Nenhuma: já se corrigiu" in texto(cliente, "/enderecos")
    assert "Endereço que volta." not in texto(cliente, f"/cdas/{voltou.pk}")


def test_sem_nada_a_pagina_diz_que_nada_ha(ana: Usuario, entrar: Entrar) -> None:
    assert "Nenhuma carta voltou por causa do endereço." in texto(entrar(ana), "/enderecos")


def test_o_operador_ve_e_nao_responde(lote: Remessa, recife: Credor, entrar: Entrar) -> None:
    cliente = entrar(pessoa_de("oto", recife, "operador"))
    assert cliente.post(f"/remessas/{lote.pk}/resposta", {"resposta": "recusar"}).status_code == 403
