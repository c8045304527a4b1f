"""Chamar a API com o token: cada rota pede o seu escopo, o limite se vê, o ensaio nada grava e o uso se conta."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ninja.operation import Operation
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from cenarios.conftest import iptu
from cenarios.portas import Registro, por_arquivo
from credenciais import cabecalhos_de, com_token, credencial_de, token_de
from hub.acesso import limites
from hub.acesso.api import PorToken
from hub.acesso.escopos import DA_EQUIPE, Escopo
from hub.acesso.models import ContaDeApi, Especie, TokenDeApi, UsoDeApi, escopos_da
from hub.acesso.tarefas import acesso_limpar
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Movimento, Passagem
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
    ("GET", "/limites"): (Escopo.LIMITES_LER, True),
}
ABERTAS = {("POST", "/oauth/token")}


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


# O ensaio ------------------------------------------------------------------------------------------------------------


def livro() -> list[Any]:
    modelos = (CDA, Movimento, Passagem, Lote)
    tarefas = "select count(*) from procrastinate_jobs"
    with connection.cursor() as cursor:
        cursor.execute(tarefas)
        na_fila = cursor.fetchone()
    eventos = Evento.objects.exclude(etiqueta__startswith="sistema:token").exclude(etiqueta__startswith="hub:cred")
    return [na_fila, list(eventos.values()), *(list(modelo.objects.order_by("pk").values()) for modelo in modelos)]


Enviar = Callable[[dict[str, str]], HttpResponse]


def em_json(rota: str, corpo: Any) -> Enviar:
    return lambda cabecalhos: Client().post(
        f"/api/v1{rota}", json.dumps(corpo), content_type="application/json", headers=cabecalhos
    )


def em_arquivo(registro: Registro) -> Enviar:
    texto = ";".join(registro) + "\n" + ";".join(registro.values())

    def enviar(cabecalhos: dict[str, str]) -> HttpResponse:
        arquivo = SimpleUploadedFile("cdas.csv", texto.encode(), content_type="text/csv")
        return Client().post("/api/v1/arquivos", {"arquivo": arquivo}, headers=cabecalhos)

    return enviar


def test_o_ensaio_responde_como_a_producao_e_nada_grava(recife: Credor, iptu: Registro, pasta_de_trabalho: Any) -> None:
    nova = iptu | {"numero_cda": "2024/000999-9"}
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"}
    aceitos = [em_json("/cdas", nova), em_json("/cdas/lote", [nova, iptu]), em_json("/movimentos", pago)]
    recusados = [
        (em_json("/cdas", iptu | {"valor_consolidado": "1.00"}), "recusadas"),
        (em_json("/cdas", {}), "recusadas"),
        (em_json("/movimentos", {}), "detail"),
        (em_json("/justificativas", {"numero_cda": iptu["numero_cda"], "justificativa": "x" * 30}), "detail"),
        (em_json("/justificativas", {"numero_cda": "nada"}), "detail"),
    ]
    ensaio, producao = (cabecalhos_de(recife, especie=e) for e in (Especie.ENSAIO, Especie.PRODUCAO))
    antes, arquivos = livro(), sorted(pasta_de_trabalho.rglob("*"))
    for enviar in aceitos:
        assert enviar(ensaio).status_code in {200, 201}
    ensaiadas = [enviar(ensaio) for enviar, _ in recusados]
    do_arquivo = em_arquivo(nova)(ensaio)
    assert livro() == antes
    assert sorted(pasta_de_trabalho.rglob("*")) == arquivos
    corpo = json.loads(do_arquivo.content)
    assert (do_arquivo.status_code, corpo["aceitas"], corpo["ensaio"], corpo["lote"]) == (200, 1, True, None)
    for (enviar, chave), ensaiada in zip(recusados, ensaiadas, strict=True):
        dita, de_verdade = json.loads(ensaiada.content), enviar(producao)
        feita = json.loads(de_verdade.content)
        assert ensaiada.status_code == de_verdade.status_code >= 400
        assert dita["ensaio"] is True
        assert "ensaio" not in feita
        assert dita[chave] == feita[chave]
        assert not ensaiada.has_header("Location")


def test_a_justificativa_de_ensaio_responde_e_nada_muda(recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    CDA.objects.update(posicao="em_consulta")
    enviar = em_json(
        "/justificativas", {"numero_cda": iptu["numero_cda"], "justificativa": "Conferido no processo. " * 2}
    )
    antes = livro()
    ensaiada = json.loads(enviar(cabecalhos_de(recife, especie=Especie.ENSAIO)).content)
    assert (ensaiada["posicao"], ensaiada["ensaio"]) == ("ativa", True)
    assert livro() == antes
    assert json.loads(enviar(cabecalhos_de(recife)).content)["posicao"] == "ativa"
    assert CDA.objects.get().posicao == "ativa"


@pytest.mark.parametrize("vez", range(4))
def test_cada_envio_de_ensaio_diz_o_que_a_producao_diria(vez: int, recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"}
    enviar = (
        em_json("/cdas", iptu | {"numero_cda": "2024/000999-9"}),
        em_json("/cdas/lote", [iptu | {"numero_cda": "2024/000999-9"}, iptu]),
        em_json("/movimentos", pago),
        em_json("/movimentos", [pago]),
    )[vez]
    antes = livro()
    ensaiada = enviar(cabecalhos_de(recife, especie=Especie.ENSAIO))
    assert livro() == antes
    feita = enviar(cabecalhos_de(recife))
    assert livro() != antes
    da_vez = {"ensaio": True, "lote": None, "sha256": "", "posicao": ""}
    assert json.loads(ensaiada.content) | da_vez == json.loads(feita.content) | da_vez
    assert ensaiada.status_code == feita.status_code


def test_o_ensaio_le_e_diz_que_e_ensaio(recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    cabecalhos = cabecalhos_de(recife, especie=Especie.ENSAIO)
    for caminho in ("/cdas/{path:numero}", "/resultados", "/limites"):
        corpo = json.loads(chamar("GET", caminho, cabecalhos).content)
        assert corpo["ensaio"] is True, caminho


def test_o_arquivo_de_ensaio_tem_limite(recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch) -> None:
    cabecalhos = cabecalhos_de(recife, especie=Especie.ENSAIO)
    monkeypatch.setattr("hub.recepcao.api.LINHAS_POR_ARQUIVO_DE_ENSAIO", 0)
    demais = em_arquivo(iptu)(cabecalhos)
    assert (demais.status_code, json.loads(demais.content)["title"]) == (413, "ENSAIO_GRANDE_DEMAIS")
    monkeypatch.setattr("hub.recepcao.api.BYTES_POR_ARQUIVO_DE_ENSAIO", 10)
    assert em_arquivo(iptu)(cabecalhos).status_code == 413
    assert not Lote.objects.exists()


def test_o_ensaio_usa_a_chave_de_idempotencia_sem_a_prender(recife: Credor, iptu: Registro) -> None:
    ensaio, producao = (cabecalhos_de(recife, especie=e) for e in (Especie.ENSAIO, Especie.PRODUCAO))
    enviar = em_json("/cdas", iptu)
    assert enviar(ensaio | {"Idempotency-Key": "k1"}).status_code == 201
    assert enviar(producao | {"Idempotency-Key": "k1"}).status_code == 201
