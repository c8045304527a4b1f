"""O que espera um canal há tempo demais: aparece no dia certo, some quando ele responde, e avisa uma vez por dia."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from cenarios import cartas, serasa
from cenarios.portas import Registro, movimentar
from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.auditoria.models import Evento
from hub.comum.situacoes import PODE
from hub.credores.models import Credor
from hub.dividas.models import CDA, Passagem
from hub.estrategias.models import Carta
from hub.estrategias.registro import CANAIS
from hub.estrategias.relogio.anotacao import relogio_anotar
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import caminho_do_arquivo
from hub.estrategias.silencio.anotacao import silencio_anotar
from hub.estrategias.silencio.consultas import esperas, mudezes, mudos, sem_resposta

pytestmark = pytest.mark.django_db

DIA = date(2026, 3, 2)


@pytest.fixture
def enviada(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> CDA:
    """Uma dívida que foi à Serasa em 2 de março e de que ela nada disse."""
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    serasa.liberar(recife, em, tmp_path)
    desde(DIA)
    return cda


def desde(dia: date) -> None:
    """As passagens de agora, como se fossem do dia dito."""
    Passagem.objects.update(em=datetime(dia.year, dia.month, dia.day, 13, tzinfo=UTC))


def test_toda_espera_e_de_um_canal_de_uma_situacao_que_anda_e_com_marca() -> None:
    for (estrategia, situacao), linha in esperas().items():
        assert estrategia in CANAIS
        assert situacao in PODE
        assert linha["marca"] in {"estabelecido", "inferido", "assumido"}
        assert linha["o_que_fazer"].endswith(".")
        assert int(linha["dias"]) > 0


def test_aparece_no_dia_seguinte_ao_prazo_e_some_com_a_resposta(recife: Credor, olinda: Credor, enviada: CDA) -> None:
    assert mudezes(recife, DIA + timedelta(days=10)) == []
    (um,) = mudezes(recife, DIA + timedelta(days=11))
    assert (um.estrategia, um.situacao, um.quantos, um.remessas, um.dias) == ("serasa", "enviada", 1, 1, 10)
    (mudo,) = mudos(recife, DIA + timedelta(days=11))
    assert (mudo.cda, mudo.numero_cda, mudo.espera) == (enviada.pk, "2024/1", "a resposta da inclusão")
    assert timezone.localdate(mudo.desde) == DIA
    assert mudos(recife, DIA + timedelta(days=11), estrategia="protesto") == []
    assert mudos(recife, DIA + timedelta(days=11), apos=mudo.acionamento) == []
    assert mudezes(olinda, DIA + timedelta(days=11)) == []
    arquivo = recife.remessas.get().arquivos.get()
    detalhes = serasa.detalhes_do(caminho_do_arquivo(arquivo).read_bytes())
    retorno_aplicar(estrategia="serasa", conteudo=serasa.responder(detalhes, DIA), nome="R.TXT", ator="ana")
    desde(DIA)
    # Registrada não espera nada; quem pagou espera a exclusão, com outro prazo.
    assert mudezes(recife, DIA + timedelta(days=60)) == []


def test_o_que_foi_a_noite_conta_pelo_dia_daqui(recife: Credor, enviada: CDA) -> None:
    # Onze da noite de 2 de março no Recife já são duas da manhã do dia 3 em Greenwich.
    Passagem.objects.update(em=datetime(2026, 3, 3, 2, tzinfo=UTC))
    assert mudezes(recife, DIA + timedelta(days=10)) == []
    assert [um.quantos for um in mudezes(recife, DIA + timedelta(days=11))] == [1]


def test_cada_situacao_conta_do_seu_proprio_passo(recife: Credor, enviada: CDA, tmp_path: Path) -> None:
    movimentar(recife, enviada.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-20", valor="1673.93")
    serasa.liberar(recife, date(2026, 3, 20), tmp_path)
    Passagem.objects.filter(para="exclusao_pedida").update(em=datetime(2026, 3, 20, 12, tzinfo=UTC))
    assert mudezes(recife, date(2026, 3, 25)) == []
    (um,) = mudezes(recife, date(2026, 3, 26))
    assert (um.situacao, um.dias) == ("exclusao_pedida", 5)


def test_a_carta_postada_espera_o_que_dela_volta(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    cartas.preparar(recife, por_email="N")
    cartas.enviar(recife, iptu, "2024/1")
    cartas.liberar(recife, em, tmp_path)
    desde(DIA)
    assert [um.espera for um in mudezes(recife, DIA + timedelta(days=16))] == ["a postagem ou o recibo"]


@pytest.mark.parametrize(("com_ar", "espera"), [("S", ["o aviso de recebimento"]), ("N", [])])
def test_so_a_carta_com_aviso_espera_depois_de_postada(
    com_ar: str, espera: list[str], recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.preparar(recife, por_email="N", com_ar=com_ar)
    cda = cartas.enviar(recife, iptu, "2024/1")
    cartas.liberar(recife, em, tmp_path)
    numero = Carta.objects.get(cda=cda).nosso_numero
    cartas.aplicar("saiu.csv", cartas.lista(f"{numero};postada;03/03/2026;;"))
    desde(DIA)
    assert [um.espera for um in mudezes(recife, DIA + timedelta(days=60))] == espera


def test_o_aviso_do_dia_vem_uma_vez_e_o_dia_bom_o_apaga(recife: Credor, enviada: CDA) -> None:
    dia = DIA + timedelta(days=11)
    relogio_anotar(dia)
    relogio_anotar(dia)
    assert silencio_anotar(recife, dia) == 0
    (evento,) = Evento.objects.filter(etiqueta="hub:canal:sem_resposta")
    assert (evento.chaves["estrategia"], evento.chaves["quantos"]) == ("serasa", 1)
    assert sem_resposta(recife) == 1
    desde(dia)
    relogio_anotar(dia + timedelta(days=1))
    assert sem_resposta(recife) == 0


def test_a_pagina_diz_o_que_fazer_e_a_vizinha_nao_ve(
    recife: Credor, enviada: CDA, ana: Usuario, gestora_de_olinda: Usuario
) -> None:
    silencio_anotar(recife, timezone.localdate())
    de_ana = entrar_por(Client(), ana)
    pagina = " ".join(de_ana.get("/sem-resposta").content.decode().split())
    for fica in ("2024/1", "A resposta da inclusão", "Envie o retorno da Serasa", "10 dias"):
        assert fica in pagina
    assert "título espera um canal além do prazo" in de_ana.get("/").content.decode()
    for canal in ("protesto", "x", ""):
        assert de_ana.get(f"/sem-resposta?canal={canal}&apos=abc").status_code == 200
    vizinha = entrar_por(Client(), gestora_de_olinda).get("/sem-resposta").content.decode()
    assert "2024/1" not in vizinha
    assert "Nada parado." in vizinha
