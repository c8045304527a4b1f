"""Transação comprida, queda e duas ao mesmo tempo: nada se pula, nada se publica duas vezes."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from aberta.conftest import Publicador, atualizar, contas, na_lista
from cenarios.queda import comando
from hub.credores import inquilino
from hub.credores.models import Credor
from hub.estrategias.divida_aberta import limites
from hub.estrategias.divida_aberta.marcas import TABELAS, leitura_abrir
from hub.estrategias.divida_aberta.models import Diferenca, DividaPublicada, MarcaDaAberta
from hub.estrategias.divida_aberta.servicos import aberta_atualizar

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def de_recife(recife: Credor) -> Publicador:
    return Publicador(credor=recife)


def lido() -> dict[str, int]:
    return MarcaDaAberta.objects.get().lido


def maior_passagem() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from passagem")
        return int(cursor.fetchone()[0])


def test_a_transacao_que_comeca_antes_e_acaba_depois_nao_se_perde(de_recife: Publicador) -> None:
    lenta = de_recife.divida("lenta", registrar=False)
    gravou, pode_confirmar = threading.Event(), threading.Event()

    def demorar() -> None:
        with transaction.atomic():
            de_recife.registrar(lenta)
            gravou.set()
            pode_confirmar.wait(30)
        connections.close_all()

    outra = threading.Thread(target=demorar)
    outra.start()
    assert gravou.wait(30)
    da_lenta = maior_numero_da_sequencia()
    # Começa depois, tem números maiores, e se confirma antes.
    de_recife.divida("rapida")
    assert contas(atualizar()) == (1, 0, 0)
    assert [numero for numero, _, _ in na_lista()] == ["rapida"]
    assert lido()["passagem"] < da_lenta < maior_passagem()
    assert contas(atualizar()) == (0, 0, 0)
    pode_confirmar.set()
    outra.join()
    assert contas(atualizar()) == (1, 0, 0)
    assert {numero for numero, _, _ in na_lista()} == {"lenta", "rapida"}
    assert lido()["passagem"] == maior_passagem()


def maior_numero_da_sequencia() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select last_value from passagem_id_seq")
        return int(cursor.fetchone()[0])


def test_a_que_se_desfaz_nao_prende_a_marca(de_recife: Publicador) -> None:
    cda = de_recife.divida("1", registrar=False)
    with transaction.atomic():
        de_recife.registrar(cda)
        transaction.set_rollback(True)
    atualizar()
    assert lido()["passagem"] == maior_numero_da_sequencia()


def test_ponto_velho_se_confirma_quando_quem_o_prendia_acaba(de_recife: Publicador) -> None:
    """Sempre há alguém gravando; a marca anda assim mesmo, até onde os que já acabaram deixam."""
    de_recife.divida("1")
    feitas = []
    for numero in (2, 3):
        cda = de_recife.divida(str(numero), registrar=False)
        gravou, pode = threading.Event(), threading.Event()

        def demorar(cda: object = cda, gravou: threading.Event = gravou, pode: threading.Event = pode) -> None:
            with transaction.atomic():
                de_recife.registrar(cda)
                gravou.set()
                pode.wait(30)
            connections.close_all()

        linha = threading.Thread(target=demorar)
        linha.start()
        assert gravou.wait(30)
        feitas.append((linha, pode))
        atualizar()
    antes = lido()["passagem"]
    primeira, pode = feitas[0]
    pode.set()
    primeira.join()
    # A segunda ainda grava: o primeiro ponto se confirma, o segundo não.
    atualizar()
    assert antes < lido()["passagem"] < maior_numero_da_sequencia()
    assert {numero for numero, _, _ in na_lista()} == {"1", "2"}
    feitas[1][1].set()
    feitas[1][0].join()
    atualizar()
    assert {numero for numero, _, _ in na_lista()} == {"1", "2", "3"}


MOMENTOS = [
    ("hub.estrategias.divida_aberta.publicacao:quadro_copiar", 1, True),
    ("hub.estrategias.divida_aberta.servicos:cdas_publicar", 2, False),
    ("hub.estrategias.divida_aberta.servicos:leitura_fechar", 1, True),
    ("hub.estrategias.divida_aberta.servicos:leitura_fechar", 1, False),
]
FATIAS_PEQUENAS = """
import hub.estrategias.divida_aberta.servicos as servicos, hub.estrategias.divida_aberta.marcas as marcas
servicos.CDAS_POR_FATIA = marcas.NUMEROS_POR_FATIA = 3
"""


@pytest.mark.parametrize(("alvo", "vez", "antes"), MOMENTOS)
def test_a_atualizacao_que_caiu_termina_igual(
    de_recife: Publicador,
    pasta_de_trabalho: Path,
    alvo: str,
    vez: int,
    antes: bool,  # noqa: FBT001
) -> None:
    for numero in range(8):
        de_recife.divida(str(numero))
    morta = comando(
        "aberta", "atualizar", pasta=pasta_de_trabalho, alvo=alvo, vez=vez, antes=antes, preparo=FATIAS_PEQUENAS
    )
    assert morta.returncode == -signal.SIGKILL, morta.stderr
    feito = comando("aberta", "atualizar", pasta=pasta_de_trabalho)
    assert feito.returncode == 0, feito.stderr
    assert sorted(numero for numero, _, _ in na_lista()) == [str(numero) for numero in range(8)]
    # Cada uma entrou uma vez só nas diferenças, e a conferência não acha o que acertar.
    assert Diferenca.objects.count() == 8
    conferida = json.loads(comando("aberta", "conferir", pasta=pasta_de_trabalho).stdout)
    assert (conferida["divergentes"], conferida["lugares"]) == (0, 0)


def test_duas_ao_mesmo_tempo_fazem_o_que_uma_faria(de_recife: Publicador, monkeypatch: pytest.MonkeyPatch) -> None:
    for numero in range(40):
        de_recife.divida(f"{numero:02d}")
    monkeypatch.setattr("hub.estrategias.divida_aberta.servicos.CDAS_POR_FATIA", 5)
    erros: list[BaseException] = []
    largada = threading.Barrier(2)

    def trabalhar() -> None:
        try:
            largada.wait(30)
            aberta_atualizar(agora=timezone.now())
        except BaseException as erro:  # noqa: BLE001 - a outra linha de execução é que o conta
            erros.append(erro)
        finally:
            connections.close_all()

    linhas = [threading.Thread(target=trabalhar) for _ in range(2)]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    assert erros == []
    assert DividaPublicada.objects.count() == 40
    assert Diferenca.objects.filter(tipo="I").count() == 40


def test_so_se_contam_as_transacoes_que_gravam_no_livro(de_recife: Publicador) -> None:
    """Quem só lê, por muito tempo que leia, não segura a marca."""
    de_recife.divida()
    lendo, pode = threading.Event(), threading.Event()

    def ler() -> None:
        inquilino.trocar(None)
        with transaction.atomic():
            list(DividaPublicada.objects.all())
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from passagem")
            lendo.set()
            pode.wait(30)
        connections.close_all()

    linha = threading.Thread(target=ler)
    linha.start()
    assert lendo.wait(30)
    atualizar()
    assert lido()["passagem"] == maior_passagem()
    pode.set()
    linha.join()


def test_a_marca_nunca_guarda_pontos_demais(de_recife: Publicador) -> None:
    MarcaDaAberta.objects.create(
        pk=1, pontos=[{"numeros": dict.fromkeys(TABELAS, n), "espera": ["9/999"]} for n in range(500)]
    )
    assert len(leitura_abrir().pontos) <= limites.PONTOS
