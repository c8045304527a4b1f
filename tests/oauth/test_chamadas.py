"""Chamar a API com o token: cada rota pede o seu escopo, o limite se vê, o ensaio nada grava e o uso se conta."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ninja.operation import Operation
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from cenarios.conftest import iptu
from cenarios.portas import Registro
from credenciais import cabecalhos_de, com_token, credencial_de, token_de
from hub.acesso import limites
from hub.acesso.api import PorToken
from hub.acesso.escopos import DA_EQUIPE, Escopo
from hub.acesso.models import ContaDeApi, Especie, TokenDeApi, UsoDeApi, escopos_da
from hub.acesso.tarefas import acesso_limpar
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import Lote
from hub.projeto.api import api

__all__ = ["iptu"]

pytestmark = pytest.mark.django_db

#: O escopo de cada rota, e se ela pesa no limite por minuto. Rota nova se escreve aqui.
ROTAS: dict[tuple[str, str], tuple[Escopo, bool]] = {
    ("POST", "/cdas"): (Escopo.CDAS_ENVIAR, True),
    ("POST", "/cdas/lote"): (Escopo.CDAS_ENVIAR, True),
    ("POST", "/arquivos"): (Escopo.CDAS_ENVIAR, True),
    ("POST", "/justificativas"): (Escopo.CDAS_ENVIAR, True),
    ("POST", "/movimentos"): (Escopo.MOVIMENTOS_ENVIAR, True),
    ("GET", "/cdas/{path:numero}"): (Escopo.CDAS_LER, False),
    ("GET", "/arquivos/{lote}"): (Escopo.LOTES_LER, False),
    ("GET", "/arquivos/{lote}/achados"): (Escopo.LOTES_LER, False),
    ("GET", "/arquivos/{lote}/achados.csv"): (Escopo.LOTES_LER, False),
    ("GET", "/arquivos/{lote}/original"): (Escopo.LOTES_LER, False),
    ("GET", "/resultados"): (Escopo.RESULTADOS_LER, False),
    ("POST", "/conciliacoes"): (Escopo.CONCILIACOES_COMPARAR, True),
    ("GET", "/conciliacoes/{conciliacao}"): (Escopo.CONCILIACOES_LER, False),
    ("GET", "/conciliacoes/{conciliacao}/movimentos.jsonl"): (Escopo.CONCILIACOES_LER, False),
    ("GET", "/limites"): (Escopo.LIMITES_LER, True),
}
ABERTAS = {("POST", "/oauth/token"), ("GET", "/estado"), ("GET", "/aberta/diferencas")}


def operacoes() -> dict[tuple[str, str], Operation]:
    return {
        (metodo, caminho): operacao
        for _, rotas in api._routers
        for caminho, vista in rotas.path_operations.items()
        for operacao in vista.operations
        for metodo in operacao.methods
    }


def chamar(metodo: str, caminho: str, cabecalhos: dict[str, str], lote: int = 0) -> HttpResponse:
    onde = "/api/v1" + caminho.replace("{path:numero}", "2024/000123-4").replace("{lote}", str(lote))
    onde = onde.replace("{conciliacao}", "0")
    if metodo == "GET":
        return Client().get(onde, headers=cabecalhos)
    return Client().post(onde, "{}", content_type="application/json", headers=cabecalhos)


def test_toda_rota_declara_o_seu_escopo() -> None:
    achadas = operacoes()
    assert achadas.keys() == ROTAS.keys() | ABERTAS
    for onde, (escopo, conta) in ROTAS.items():
        (auth,) = achadas[onde].auth_callbacks
        assert isinstance(auth, PorToken), onde
        assert (auth.escopo, auth.conta) == (escopo, conta), onde
    assert not [onde for onde in ABERTAS if achadas[onde].auth_callbacks]


@pytest.mark.parametrize(
    ("especie", "escopo"), [(especie, escopo) for especie in Especie for escopo in sorted(escopos_da(especie))]
)
def test_rota_escopo_especie(escopo: Escopo, especie: Especie, recife: Credor) -> None:
    """Com um escopo só, passam as rotas dele e mais nenhuma, seja qual for a espécie."""
    cabecalhos = cabecalhos_de(recife, especie=especie, escopos=[escopo])
    for (metodo, caminho), (pede, _) in ROTAS.items():
        resposta = chamar(metodo, caminho, cabecalhos)
        if pede == escopo:
            assert resposta.status_code not in {401, 403, 429, 500}, (metodo, caminho, resposta.content)
        else:
            assert resposta.status_code == 403, (metodo, caminho)
            assert json.loads(resposta.content)["title"] == "ESCOPO_INSUFICIENTE"
            assert resposta["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{pede}"'
        assert resposta["RateLimit-Limit"] == str(limites.CHAMADAS_POR_MINUTO)


def test_o_token_com_menos_escopo_que_a_credencial_so_faz_o_dele(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    cabecalhos = com_token(token_de(credencial, segredo, scope="resultados:ler"))
    assert chamar("GET", "/resultados", cabecalhos).status_code == 200
    assert chamar("POST", "/cdas", cabecalhos).status_code == 403


def test_escopo_a_mais_numa_credencial_da_equipe_nao_vale(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, especie=Especie.EQUIPE)
    token = token_de(credencial, segredo)
    credencial.tokens.update(escopos=[*DA_EQUIPE, "cdas:enviar"])
    assert chamar("POST", "/cdas", com_token(token)).status_code == 403


def test_a_descricao_diz_como_entrar_e_o_escopo_de_cada_rota() -> None:
    esquema = json.loads(Client().get("/api/v1/openapi.json").content)
    (modo,) = esquema["components"]["securitySchemes"].values()
    assert modo["type"] == "oauth2"
    fluxo = modo["flows"]["clientCredentials"]
    assert fluxo["tokenUrl"] == "/api/v1/oauth/token"
    assert set(fluxo["scopes"]) == set(Escopo)
    for (metodo, caminho), (escopo, _) in ROTAS.items():
        onde = "/api/v1" + caminho.replace("{path:numero}", "{numero}")
        assert esquema["paths"][onde][metodo.lower()]["security"] == [{"oauth2": [escopo.value]}], onde
    assert "security" not in esquema["paths"]["/api/v1/oauth/token"]["post"]


def no_minuto_que_vem() -> None:
    """As contas já no minuto seguinte: o que vira durante o teste não as recomeça."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conta_api (credencial_id, credor_id, minuto, chamadas)"
            " select id, credor_id, date_trunc('minute', clock_timestamp()) + interval '1 minute', 0"
            " from credencial_api"
        )


def test_o_limite_se_ve_e_barra_so_o_que_pesa(recife: Credor) -> None:
    cabecalhos = cabecalhos_de(recife, por_minuto=3)
    no_minuto_que_vem()
    vistas = [chamar("GET", "/limites", cabecalhos) for _ in range(5)]
    assert [resposta.status_code for resposta in vistas] == [200, 200, 200, 429, 429]
    assert {resposta["RateLimit-Limit"] for resposta in vistas} == {"3"}
    assert [resposta["RateLimit-Remaining"] for resposta in vistas] == ["2", "1", "0", "0", "0"]
    barrada = vistas[-1]
    assert barrada["Content-Type"] == "application/problem+json"
    assert json.loads(barrada.content)["title"] == "CHAMADAS_DEMAIS"
    assert barrada["Retry-After"] == barrada["RateLimit-Reset"]
    assert 1 <= int(barrada["Retry-After"]) <= 60
    # Quem espera pode sempre perguntar.
    for caminho in ("/resultados", "/cdas/{path:numero}", "/arquivos/{lote}"):
        resposta = chamar("GET", caminho, cabecalhos)
        assert resposta.status_code in {200, 404}, caminho
        assert resposta["RateLimit-Remaining"] == "0"
    uso = UsoDeApi.objects.get(rota="GET /limites")
    assert (uso.chamadas, uso.barradas) == (5, 2)


def test_o_minuto_seguinte_recomeca_a_conta(recife: Credor) -> None:
    cabecalhos = cabecalhos_de(recife, por_minuto=1)
    chamar("GET", "/limites", cabecalhos)
    with connection.cursor() as cursor:
        cursor.execute("update conta_api set minuto = minuto - interval '1 minute', chamadas = 50")
    assert chamar("GET", "/limites", cabecalhos).status_code == 200
    assert ContaDeApi.objects.get().chamadas == 1


def test_o_limite_e_de_cada_credencial(recife: Credor) -> None:
    um, outro = (cabecalhos_de(recife, por_minuto=1) for _ in range(2))
    no_minuto_que_vem()
    assert [chamar("GET", "/limites", um).status_code for _ in range(3)] == [200, 429, 429]
    assert chamar("GET", "/limites", outro).status_code == 200


def test_os_limites_se_servem(recife: Credor) -> None:
    servidos = json.loads(chamar("GET", "/limites", cabecalhos_de(recife)).content)
    assert servidos["chamadas_por_minuto"] == limites.CHAMADAS_POR_MINUTO
    assert servidos["token_validade_segundos"] == 3600
    assert servidos["tokens_por_janela"] == limites.TOKENS_POR_JANELA


def test_autenticar_e_contar_e_uma_ida_so_ao_banco_e_nao_espera_o_disco(recife: Credor) -> None:
    cabecalhos = cabecalhos_de(recife)
    chamar("GET", "/limites", cabecalhos)
    with CaptureQueriesContext(connection) as idas:
        assert chamar("GET", "/limites", cabecalhos).status_code == 200
    assert ["chamada_contar" in ida["sql"] for ida in idas] == [True]
    # O teste corre numa transação só: o que a conta ligou nela ainda se vê.
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db(transaction=True)
def test_o_que_se_grava_depois_da_conta_espera_o_disco(recife: Credor) -> None:
    chamar("GET", "/limites", cabecalhos_de(recife))
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_o_uso_conta_por_hora_rota_e_endereco(recife: Credor, settings: Settings) -> None:
    settings.INTERMEDIARIOS = 1
    credencial, segredo = credencial_de(recife)
    cabecalhos = com_token(token_de(credencial, segredo))
    for endereco in ("192.0.2.7", "192.0.2.7", "2001:db8::7"):
        chamar("GET", "/resultados", cabecalhos | {"X-Forwarded-For": endereco})
    chamar("GET", "/cdas/{path:numero}", cabecalhos | {"X-Forwarded-For": "192.0.2.7"})
    usos = UsoDeApi.objects.filter(credencial=credencial).values_list("rota", "endereco", "chamadas")
    assert set(usos) == {
        ("GET /resultados", "192.0.2.7", 2),
        ("GET /resultados", "2001:db8::7", 1),
        ("GET /cdas/{numero}", "192.0.2.7", 1),
    }


def test_a_limpeza_leva_o_vencido_e_o_velho_e_a_fila_a_conhece(recife: Credor) -> None:
    app.perform_import_paths()
    assert {"hub.acesso.limpar", "hub.projeto.selar"} <= set(app.tasks)
    chamar("GET", "/limites", cabecalhos_de(recife))
    agora = timezone.now()
    acesso_limpar(int(agora.timestamp()))
    assert (UsoDeApi.objects.count(), TokenDeApi.objects.count()) == (1, 1)
    acesso_limpar(int((agora + limites.VALIDADE_DO_TOKEN + timedelta(minutes=1)).timestamp()))
    assert (UsoDeApi.objects.count(), TokenDeApi.objects.count()) == (1, 0)
    acesso_limpar(int((agora + limites.USO_GUARDADO + timedelta(hours=1)).timestamp()))
    assert UsoDeApi.objects.count() == 0


def test_o_ator_e_o_nome_da_credencial(recife: Credor, iptu: Registro) -> None:
    cabecalhos = cabecalhos_de(recife, nome="ERP do Recife")
    Client().post("/api/v1/cdas", json.dumps(iptu), content_type="application/json", headers=cabecalhos)
    assert Lote.objects.get().ator == "ERP do Recife"
    assert Evento.objects.get(etiqueta="credor:lote:recebido").ator == "ERP do Recife"
