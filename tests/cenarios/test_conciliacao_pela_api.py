"""O sistema do credor compara todo dia, pela API, lê o que diverge e envia o que a lista dele pede."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from abuso.atacante import Sistema
from cenarios.portas import Registro, por_arquivo
from credenciais import cabecalhos_de
from hub.acesso.models import Especie
from hub.comum.situacoes import EM_ABERTO, Posicao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.estrategias.models import Conciliacao
from hub.recepcao.arquivos import lote_processar

pytestmark = pytest.mark.django_db

LISTA = "numero_cda;situacao;saldo\n2024/0;PAGA;\n2024/1;ATIVA;1673,93\n2024/2;ATIVA;1.673,93\nX/9;ATIVA;10,00\n"
SEM_LISTA = "CANAL_SEM_LISTA"


@pytest.fixture(autouse=True)
def dividas(recife: Credor, iptu: Registro) -> list[CDA]:
    for n in range(3):
        por_arquivo(recife, iptu | {"numero_cda": f"2024/{n}"}, em=date(2026, 3, 1))
    return list(CDA.objects.filter(credor=recife).order_by("numero_cda"))


@pytest.fixture
def sistema(recife: Credor) -> Sistema:
    return Sistema(recife)


def comparar(cabecalhos: dict[str, str], *, texto: str = LISTA, **mais: Any) -> HttpResponse:
    campos = {"lista": SimpleUploadedFile("lista.csv", texto.encode()), "em": "2026-03-20"} | mais
    return Client(raise_request_exception=False).post("/api/v1/conciliacoes", campos, headers=cabecalhos)


def lido(resposta: HttpResponse) -> dict[str, Any]:
    documento: dict[str, Any] = json.loads(resposta.content)
    return documento


def test_compara_le_e_envia_o_que_a_lista_pede(sistema: Sistema, recife: Credor) -> None:
    resposta = comparar(sistema.cabecalhos)
    assert resposta.status_code == 201
    documento = lido(resposta)
    assert resposta["Location"] == f"/api/v1/conciliacoes/{documento['conciliacao']}"
    assert documento["contas"]["por_tipo"] == {"paga_no_credor": 1, "so_no_credor": 1}
    assert documento["em"] == "2026-03-20"
    assert lido(sistema.get(f"/conciliacoes/{documento['conciliacao']}")) == documento
    movimentos = sistema.get(f"/conciliacoes/{documento['conciliacao']}/movimentos.jsonl").content
    assert [json.loads(linha)["tipo"] for linha in movimentos.splitlines()] == ["PAGAMENTO_TOTAL"]
    assert CDA.objects.get(credor=recife, numero_cda="2024/0").posicao in EM_ABERTO
    for vez in range(2):  # de novo é repetição
        enviado = sistema.enviar(SimpleUploadedFile("conciliacao.jsonl", movimentos))
        assert enviado.status_code == 202, vez
        lote = lote_processar(lote=Lote.objects.latest("pk")).lote
        assert (lote.movimentos, lote.movimentos_repetidos, lote.movimentos_recusados) == (1 - vez, vez, 0)
    assert CDA.objects.get(credor=recife, numero_cda="2024/0").posicao == Posicao.PAGA


def test_pagina_a_pagina(sistema: Sistema) -> None:
    numero = lido(comparar(sistema.cabecalhos))["conciliacao"]
    achadas, apos = [], 0
    for _ in range(2):
        pagina = lido(sistema.get(f"/conciliacoes/{numero}?apos={apos}&limite=1"))
        achadas += [um["tipo"] for um in pagina["divergencias"]]
        apos = pagina["proxima"]
    assert apos is None
    assert sorted(achadas) == ["paga_no_credor", "so_no_credor"]
    assert len(lido(sistema.get(f"/conciliacoes/{numero}?limite=-5"))["divergencias"]) == 1


def test_de_ensaio_diz_o_que_divergiria_e_nada_fica(recife: Credor) -> None:
    resposta = comparar(cabecalhos_de(recife, especie=Especie.ENSAIO))
    assert resposta.status_code == 200
    assert lido(resposta)["ensaio"] is True
    assert lido(resposta)["contas"]["divergencias"] == 2
    assert not Conciliacao.objects.exists()


def test_a_vizinha_nao_acha_a_comparacao(sistema: Sistema, olinda: Credor) -> None:
    numero = lido(comparar(sistema.cabecalhos))["conciliacao"]
    vizinha = Sistema(olinda)
    for fim in ("", "/movimentos.jsonl"):
        resposta = vizinha.get(f"/conciliacoes/{numero}{fim}")
        assert (resposta.status_code, lido(resposta)["title"]) == (404, "CONCILIACAO_DESCONHECIDA")
    assert comparar(vizinha.cabecalhos).status_code == 201
    assert "2024/1" not in sistema.get("/resultados").content.decode()


@pytest.mark.parametrize(
    ("mais", "situacao", "titulo"),
    [
        ({"lista": ""}, 422, "NADA_A_COMPARAR"),
        ({"lista": SimpleUploadedFile("x.csv", b"")}, 422, "NADA_A_COMPARAR"),
        ({"em": "20/03/2026"}, 422, "PARAMETRO_INVALIDO"),
        (
            {"lista_do_canal": SimpleUploadedFile("c.csv", b"a;b\n1;2\n"), "estrategia": "protesto"},
            422,
            "CANAL_SEM_LISTA",
        ),
    ],
)
def test_o_que_nao_se_entende_volta_com_o_motivo(
    mais: dict[str, Any], situacao: int, titulo: str, sistema: Sistema
) -> None:
    resposta = comparar(sistema.cabecalhos, **mais)
    assert (resposta.status_code, lido(resposta)["title"]) == (situacao, titulo), resposta.content
    assert not Conciliacao.objects.exists()


def test_lista_grande_demais_aponta_a_linha_de_comando(sistema: Sistema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.estrategias.conciliacao.listas.LISTA_MIB", 0)
    resposta = comparar(sistema.cabecalhos)
    assert (resposta.status_code, lido(resposta)["title"]) == (413, "LISTA_GRANDE_DEMAIS")
    assert "hub conciliar" in lido(resposta)["detail"]
