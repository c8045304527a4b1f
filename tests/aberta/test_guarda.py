"""A página montada uma vez para muitos, e os planos das buscas."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from aberta.conftest import Publicador, atualizar
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.estrategias.divida_aberta import consultas
from hub.estrategias.divida_aberta.guarda import Guarda, Montada
from hub.estrategias.divida_aberta.mascara import codigo_do
from hub.estrategias.divida_aberta.pesquisa import pesquisa_ler

AGORA = datetime(2026, 3, 2, 12, tzinfo=UTC)


def pagina(corpo: str, desde: datetime = AGORA) -> Montada:
    return Montada(corpo=corpo.encode(), situacao=200, reservada=True, desde=desde)


def test_quem_chega_junto_espera_pela_mesma_pagina() -> None:
    guarda, montadas, largada = Guarda(segundos=60), [], threading.Barrier(16)
    demora = threading.Event()

    def montar() -> Montada:
        montadas.append(1)
        demora.wait(0.2)
        return pagina("uma")

    vistas: list[bytes] = []

    def pedir() -> None:
        largada.wait(30)
        vistas.append(guarda.obter("a", montar).corpo)

    linhas = [threading.Thread(target=pedir) for _ in range(16)]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    assert vistas == [b"uma"] * 16
    assert montadas == [1]


def test_o_que_falha_sobe_e_o_seguinte_monta() -> None:
    guarda = Guarda(segundos=60)

    def falhar() -> Montada:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarda.obter("a", falhar)
    assert guarda.obter("a", lambda: pagina("boa")).corpo == b"boa"


def test_vencida_se_monta_de_novo_e_o_conteudo_igual_continua_o_de_antes() -> None:
    guarda = Guarda(segundos=0)
    primeira = guarda.obter("a", lambda: pagina("um"))
    igual = guarda.obter("a", lambda: pagina("um", AGORA + timedelta(hours=1)))
    outra = guarda.obter("a", lambda: pagina("dois", AGORA + timedelta(hours=2)))
    assert igual.desde == primeira.desde
    assert (outra.desde, outra.etiqueta != primeira.etiqueta) == (AGORA + timedelta(hours=2), True)


def test_cheia_esquece_a_que_ninguem_pede() -> None:
    guarda = Guarda(segundos=60, paginas=2)
    for chave in ("a", "b", "a", "c"):
        guarda.obter(chave, lambda: pagina("velha"))
    vindas = {chave: guarda.obter(chave, lambda: pagina("nova")).corpo for chave in ("a", "b")}
    assert vindas == {"a": b"velha", "b": b"nova"}


def test_paginas_grandes_nao_enchem_a_memoria() -> None:
    guarda = Guarda(segundos=60, paginas=100, tamanho=10)
    for chave in ("a", "b", "a", "grande", "c"):
        guarda.obter(chave, lambda chave=chave: pagina("x" * (50 if chave == "grande" else 4)))
    assert [guarda.obter(chave, lambda: pagina("nova")).corpo for chave in ("c", "a", "grande")] == [
        b"xxxx",
        b"nova",
        b"nova",
    ]


#: O que se procura, e o índice que o serve.
BUSCAS = {
    "maior valor": ({}, "publicada_valor"),
    "nome": ({"nome": "fulano0007 rar"}, "publicada_palavras"),
    "ordem do nome": ({"ordem": "nome"}, "publicada_nome"),
    "municipio": ({"municipio": "2611606"}, "publicada_municipio"),
    "uf": ({"uf": "AC"}, "publicada_uf"),
    "credor": ({"credor": "77"}, "publicada_ente"),
    "adiante": ({"apos": "NX41MC4wMA"}, "publicada_valor"),
}


def encher(quantas: int = 20_000) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into divida_publicada (ente, cda, carteira, devedor, versao, pessoa, especie, documento, nome,"
            " nome_busca, papel, uf, ibge, municipio, tipo, numero_cda, valor)"
            " select 1 + n %% 100, 1000000 + n, 1, 0, 1, md5(n::text), 'PF', '***', 'X',"
            " 'FULANO' || lpad((n %% 1000)::text, 4, '0') || ' RARO' || n || ' SILVA', 'PRINCIPAL',"
            " (array['PE', 'SP', 'AC'])[1 + n %% 3], (2600000 + n %% 12000)::text, '', 6, n::text, 10 + n %% 5000"
            " from generate_series(1, %s) n",
            [quantas],
        )
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        cursor.execute("analyze divida_publicada")


@pytest.mark.django_db
def test_cada_busca_sai_de_um_indice_tambem_para_quem_nao_e_ninguem(de_recife: Publicador) -> None:
    de_recife.divida()
    atualizar()
    encher()
    achados = {}
    with inquilino.como(Papel.WEB):
        for nome, (campos, _) in BUSCAS.items():
            pesquisa = pesquisa_ler(campos)
            assert not pesquisa.erros
            plano = explicar(lambda pesquisa=pesquisa: consultas.buscar(pesquisa, dia=timezone.localdate()))
            assert "Seq Scan on divida_publicada" not in plano, (nome, plano)
            achados[nome] = next((indice for _, indice in BUSCAS.values() if indice in plano), plano)
        plano = explicar(lambda: consultas.dividas_do_devedor(codigo_do("1"), apos=None, dia=timezone.localdate()))
    assert achados == {nome: indice for nome, (_, indice) in BUSCAS.items()}
    assert "publicada_pessoa" in plano


def explicar(fazer: Callable[[], object]) -> str:
    planos: list[str] = []

    def anotar(executar: Callable[..., object], sql: str, parametros: object, *resto: object) -> object:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"explain {sql}", parametros)
            planos.extend(linha for (linha,) in cursor.fetchall())
        return executar(sql, parametros, *resto)

    with connection.execute_wrapper(anotar):
        fazer()
    return "\n".join(planos)
