"""Quem quer entrar na API sem poder: adivinha, forja, insiste, ou usa de um lugar o que é de outro."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from abuso.atacante import Alvo, Sistema
from credenciais import CONCESSAO, cabecalhos_de, com_token, credencial_de, pedir, pedir_como, token_de
from hub.acesso.chamadas import chamada_contar
from hub.acesso.credenciais import credencial_revogar, resumir
from hub.acesso.models import ContaDeApi, CredencialDeApi, TentativaDeEntrada, TokenDeApi, UsoDeApi
from hub.acesso.tokens import LIMITES, Por
from hub.auditoria.models import Evento
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db

GRANDE = "x" * 20_000


def basic(texto: bytes) -> str:
    return "Basic " + base64.b64encode(texto).decode()


@pytest.mark.parametrize(
    "cabecalho",
    [
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic YQ",
        "basic " + base64.b64encode(b"a:b").decode(),
        basic(b"sem dois pontos"),
        basic(b"\xff\xfe:\x00"),
        basic(b":"),
        basic(b"a:" + b"x" * 6_000),
        basic(b"%00:%00"),
        basic("hub_cli_é:ç".encode()),
        basic(b"hub_cli_' or 1=1 --:x"),
        "Bearer hub_token_" + "a" * 43,
        "Digest username=a",
        "\x01",
    ],
)
def test_cabecalho_malformado_e_credencial_recusada(cabecalho: str, recife: Credor) -> None:
    resposta = pedir(CONCESSAO, Authorization=cabecalho)
    assert resposta.status_code == 401, resposta.content
    assert json.loads(resposta.content)["error"] == "invalid_client"
    assert Evento.objects.filter(etiqueta="sistema:token:recusado", credor__isnull=False).count() == 0


@pytest.mark.parametrize(
    "corpo",
    [
        "grant_type=client_credentials&client_id=" + GRANDE,
        "grant_type=" + GRANDE,
        "grant_type=client_credentials&scope=" + GRANDE,
        "&".join(f"p{n}=1" for n in range(2_000)),
        "grant_type=client_credentials&client_id=%ff%fe&client_secret=%ff",
        "grant_type[]=client_credentials",
        "{}",
        "\0",
    ],
)
def test_corpo_hostil_nao_derruba(corpo: str, recife: Credor) -> None:
    assert pedir(corpo).status_code in {400, 401, 413}


def test_inexistente_e_segredo_errado_sao_a_mesma_resposta(recife: Credor) -> None:
    credencial, _ = credencial_de(recife)
    existe = pedir_como(credencial, "errado")
    nao = pedir(CONCESSAO | {"client_id": "hub_cli_" + "f" * 24, "client_secret": "errado"})
    assert (existe.status_code, existe.content, existe.headers) == (nao.status_code, nao.content, nao.headers)


def test_o_client_id_de_ninguem_nao_vai_para_a_auditoria(recife: Credor) -> None:
    """Pode ser um segredo posto no lugar errado."""
    pedir(CONCESSAO | {"client_id": "hub_segredo_fora_do_lugar", "client_secret": "x"})
    (evento,) = Evento.objects.filter(etiqueta="sistema:token:recusado")
    assert (evento.ator, evento.credor_id, evento.chaves["client_id"]) == ("desconhecido", None, "")
    assert "fora_do_lugar" not in str(list(TentativaDeEntrada.objects.values()))


def test_quem_adivinha_client_id_e_barrado_pelo_lugar(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    situacoes = [
        pedir(CONCESSAO | {"client_id": f"hub_cli_{vez:024x}", "client_secret": "x"}).status_code
        for vez in range(LIMITES[Por.LUGAR] + 5)
    ]
    assert situacoes == [401] * LIMITES[Por.LUGAR] + [429] * 5
    assert Evento.objects.filter(etiqueta="sistema:token:recusado").count() == LIMITES[Por.LUGAR] + 1
    assert TentativaDeEntrada.objects.count() == LIMITES[Por.LUGAR] + 1
    assert pedir_como(credencial, segredo).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_forca_bruta_ao_mesmo_tempo_nao_passa_do_limite(recife: Credor) -> None:
    credencial, _ = credencial_de(recife)

    def tentar(vez: int) -> int:
        try:
            return pedir_como(credencial, f"errado-{vez}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as linhas:
        situacoes = list(linhas.map(tentar, range(20)))
    assert situacoes.count(401) <= LIMITES[Por.PESSOA_NO_LUGAR]
    assert set(situacoes) == {401, 429}


def test_o_tempo_nao_diz_se_a_credencial_existe(recife: Credor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparação se faz sempre, e com a que não existe também: conta-se quantas, que o relógio aqui não é de fiar."""
    feitas: list[tuple[str, str]] = []
    monkeypatch.setattr("hub.acesso.tokens.hmac.compare_digest", lambda um, outro: bool(feitas.append((um, outro))))
    credencial, _ = credencial_de(recife)
    pedir_como(credencial, "errado")
    com = len(feitas)
    pedir(CONCESSAO | {"client_id": "hub_cli_" + "f" * 24, "client_secret": "errado"})
    assert (com, len(feitas)) == (1, 2)
    assert {len(parte) for par in feitas for parte in par} == {64}


def test_escopo_forjado_nao_entra(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, escopos=["cdas:ler"])
    for escopo in ("cdas:enviar", "cdas:ler cdas:enviar", "*", "cdas:ler\ncdas:enviar", "cdas:*", GRANDE):
        assert pedir_como(credencial, segredo, scope=escopo).status_code in {400, 429}
    assert not TokenDeApi.objects.exists()
    # Nem pelo endereço da chamada.
    TentativaDeEntrada.objects.all().delete()
    token = token_de(credencial, segredo)
    forjada = Client().post(
        "/api/v1/cdas?scope=cdas:enviar",
        '{"scope": "cdas:enviar"}',
        content_type="application/json",
        headers=com_token(token) | {"X-Scope": "cdas:enviar"},
    )
    assert forjada.status_code == 403


def test_o_token_de_um_credor_so_mostra_o_dele(alvo: Alvo, sistema: Sistema, vizinha: Sistema) -> None:
    dela = json.loads(sistema.get("/resultados").content)
    da_outra = json.loads(vizinha.get("/resultados").content)
    assert dela["cdas"]["total"] == 2
    assert da_outra["cdas"]["total"] == 0
    assert vizinha.get(f"/arquivos/{alvo.lote.pk}").status_code == 404
    assert vizinha.get(f"/cdas/{alvo.cda.numero_cda}").status_code == 404


def test_o_segredo_de_uma_credencial_nao_serve_a_outra(recife: Credor, olinda: Credor) -> None:
    dela, _ = credencial_de(recife)
    _, da_vizinha = credencial_de(olinda)
    assert pedir_como(dela, da_vizinha).status_code == 401


@pytest.mark.parametrize(
    ("intermediarios", "cabecalho", "situacao"),
    [
        # Sem servidor da frente, o cabeçalho é de quem quiser escrever.
        (0, "192.0.2.7", 401),
        # Com um, só conta o último, que foi ele que escreveu.
        (1, "192.0.2.7", 200),
        (1, "192.0.2.7, 203.0.113.9", 401),
        (1, "203.0.113.9, 192.0.2.7", 200),
        (1, "", 401),
        (2, "192.0.2.7", 401),
        (1, "192.0.2.7/24", 401),
        (1, "não é endereço", 401),
    ],
)
def test_rede_forjada_no_cabecalho_nao_vale(
    intermediarios: int, cabecalho: str, situacao: int, recife: Credor, settings: Settings
) -> None:
    settings.INTERMEDIARIOS = intermediarios
    credencial, segredo = credencial_de(recife, redes=["192.0.2.0/24"])
    corpo = CONCESSAO | {"client_id": credencial.client_id, "client_secret": segredo}
    forjados = {"X-Forwarded-For": cabecalho.encode("ascii", "replace").decode(), "X-Real-IP": "192.0.2.7"}
    assert pedir(corpo, **forjados, Forwarded="for=192.0.2.7").status_code == situacao


def test_token_levado_para_fora_da_rede_nao_vale_e_fica_na_auditoria_sem_a_encher(
    recife: Credor, settings: Settings
) -> None:
    settings.INTERMEDIARIOS = 1
    credencial, segredo = credencial_de(recife, redes=["192.0.2.0/24"])
    corpo = CONCESSAO | {"client_id": credencial.client_id, "client_secret": segredo}
    dentro, fora = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "203.0.113.9"}
    token = json.loads(pedir(corpo, **dentro).content)["access_token"]
    assert Client().get("/api/v1/resultados", headers=com_token(token) | dentro).status_code == 200
    for _ in range(LIMITES[Por.PESSOA_NO_LUGAR]):
        resposta = Client().get("/api/v1/resultados", headers=com_token(token) | fora)
        assert (resposta.status_code, json.loads(resposta.content)["title"]) == (403, "REDE_NAO_PERMITIDA")
        assert Client().get("/api/v1/limites", headers=com_token(token) | fora).status_code == 403
    recusas = Evento.objects.filter(etiqueta="sistema:token:recusado")
    assert recusas.count() == LIMITES[Por.PESSOA_NO_LUGAR]
    assert {evento.chaves["endereco"] for evento in recusas} == {"203.0.113.9"}
    # Nem gasta o limite de quem está dentro, que continua a trabalhar.
    assert ContaDeApi.objects.get().chamadas == 0
    assert Client().get("/api/v1/resultados", headers=com_token(token) | dentro).status_code == 200


def test_a_sessao_e_o_token_nao_se_misturam(alvo: Alvo, sistema: Sistema) -> None:
    assert sistema.cliente.get("/cdas", headers=sistema.cabecalhos)["Location"].startswith("/entrar")
    assert sistema.cliente.get("/integracoes", headers=sistema.cabecalhos)["Location"].startswith("/entrar")


def test_o_banco_so_diz_a_credencial_a_quem_tem_o_token(recife: Credor, olinda: Credor) -> None:
    """O processo web, sem dizer o credor, não lê credencial, segredo, token nem uso de ninguém."""
    credencial, segredo = credencial_de(recife)
    token = token_de(credencial, segredo)
    for credor in (None, olinda.pk):
        with inquilino.como(Papel.WEB, credor=credor):
            for modelo in (CredencialDeApi, TokenDeApi, UsoDeApi, ContaDeApi):
                assert not modelo.objects.filter(credor=recife).exists(), modelo
            assert not credencial.segredos.exists()
            falso = chamada_contar(resumo=resumir("hub_token_falso"), rota="GET /x", endereco="::1", conta=True)
            assert falso is None
            chamada = chamada_contar(resumo=resumir(token), rota="GET /x", endereco="::1", conta=True)
            assert chamada is not None
            assert chamada.credor == recife


@pytest.mark.django_db(transaction=True)
def test_chamadas_ao_mesmo_tempo_contam_todas_e_nao_passam_do_limite(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, por_minuto=10)
    cabecalhos = com_token(token_de(credencial, segredo))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conta_api (credencial_id, credor_id, minuto, chamadas)"
            " values (%s, %s, date_trunc('minute', clock_timestamp()) + interval '1 minute', 0)",
            [credencial.pk, recife.pk],
        )

    def chamar(_: int) -> int:
        try:
            return Client().get("/api/v1/limites", headers=cabecalhos).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as linhas:
        situacoes = list(linhas.map(chamar, range(30)))
    assert (situacoes.count(200), situacoes.count(429)) == (10, 20)
    uso = UsoDeApi.objects.get(rota="GET /limites")
    assert (uso.chamadas, uso.barradas) == (30, 20)


@pytest.mark.django_db(transaction=True)
def test_revogar_enquanto_se_pede_token_nao_deixa_token_que_valha(recife: Credor) -> None:
    for _ in range(3):
        credencial, segredo = credencial_de(recife)

        def pedir_um(_: int, quem: Any = (credencial, segredo)) -> Any:
            try:
                return pedir_como(*quem)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as linhas:
            pedidos = [linhas.submit(pedir_um, vez) for vez in range(3)]
            credencial_revogar(credor=recife, credencial=credencial.pk, ator="ana", agora=timezone.now())
            respostas = [pedido.result() for pedido in pedidos]
        for resposta in respostas:
            if resposta.status_code == 200:
                token = json.loads(resposta.content)["access_token"]
                assert Client().get("/api/v1/limites", headers=com_token(token)).status_code == 401


def test_a_conta_de_uso_nao_guarda_endereco_sem_fim(recife: Credor, settings: Settings) -> None:
    settings.INTERMEDIARIOS = 1
    cabecalhos = cabecalhos_de(recife)
    estranho = Client().get("/api/v1/limites", headers=cabecalhos | {"X-Forwarded-For": "z" * 5_000})
    assert estranho.status_code == 200
    assert max(len(uso.endereco) for uso in UsoDeApi.objects.all()) == 45
