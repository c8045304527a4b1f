"""Pedir um token: o que a RFC 6749 manda responder a cada pedido, o que fica na auditoria e o que o freio barra."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from credenciais import CONCESSAO, ONDE, com_token, credencial_de, pedir, pedir_como, token_de
from hub.acesso import tokens
from hub.acesso.credenciais import PREFIXO_DO_SEGREDO, credencial_revogar
from hub.acesso.models import CredencialDeApi, TentativaDeEntrada, TokenDeApi
from hub.acesso.tokens import FORMA_DO_TOKEN, LIMITES
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db


def basic(client_id: str, segredo: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{segredo}".encode()).decode()}


def recusa(resposta: HttpResponse) -> tuple[int, str]:
    corpo = json.loads(resposta.content)
    assert resposta["Cache-Control"] == "no-store"
    assert corpo["mensagem"]
    assert corpo["error_description"].isascii()
    assert '"' not in corpo["error_description"]
    if resposta.status_code == 401:
        assert resposta["WWW-Authenticate"].startswith("Basic realm=")
    return resposta.status_code, corpo["error"]


def eventos(etiqueta: str) -> list[Evento]:
    return list(Evento.objects.filter(etiqueta=etiqueta).order_by("pk"))


def vale(token: str) -> bool:
    return Client().get("/api/v1/resultados", headers=com_token(token)).status_code == 200


def test_o_token_tem_256_bits_vale_uma_hora_e_so_o_resumo_se_guarda(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    resposta = pedir_como(credencial, segredo)
    corpo = json.loads(resposta.content)
    assert resposta.status_code == 200
    assert (resposta["Cache-Control"], resposta["Pragma"]) == ("no-store", "no-cache")
    assert (corpo["token_type"], corpo["especie"]) == ("Bearer", "producao")
    assert 3590 <= corpo["expires_in"] <= 3600
    assert corpo["scope"].split() == credencial.escopos
    assert FORMA_DO_TOKEN.fullmatch(corpo["access_token"])
    assert segredo.startswith(PREFIXO_DO_SEGREDO)
    guardado = TokenDeApi.objects.get()
    assert guardado.resumo == hashlib.sha256(corpo["access_token"].encode()).hexdigest()
    assert vale(corpo["access_token"])


def test_a_credencial_vai_no_cabecalho_ou_no_corpo_nunca_nos_dois(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    no_corpo = {"client_id": credencial.client_id, "client_secret": segredo}
    no_cabecalho = basic(credencial.client_id, segredo)
    assert pedir(CONCESSAO, **no_cabecalho).status_code == 200
    assert pedir(CONCESSAO | no_corpo).status_code == 200
    # Há bibliotecas que repetem o client_id no corpo: não é segredo.
    assert pedir(CONCESSAO | {"client_id": credencial.client_id}, **no_cabecalho).status_code == 200
    assert recusa(pedir(CONCESSAO | no_corpo, **no_cabecalho)) == (400, "invalid_request")
    assert recusa(pedir(CONCESSAO | {"client_id": "outro"}, **no_cabecalho)) == (400, "invalid_request")


def test_as_partes_do_basic_vem_codificadas_como_formulario(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    codificado = segredo.replace("_", "%5F")
    assert pedir(CONCESSAO, **basic(credencial.client_id, codificado)).status_code == 200


@pytest.mark.parametrize(
    ("corpo", "erro"),
    [
        ("", (400, "invalid_request")),
        ("client_id=a&client_secret=b", (400, "invalid_request")),
        ("grant_type=", (400, "invalid_request")),
        ("grant_type=client_credentials&grant_type=client_credentials", (400, "invalid_request")),
        ("grant_type=client_credentials&scope=a&scope=b", (400, "invalid_request")),
        ("grant_type=password&username=a&password=b", (400, "unsupported_grant_type")),
        ("grant_type=authorization_code&code=x", (400, "unsupported_grant_type")),
        ("grant_type=client_credentials", (401, "invalid_client")),
        ("grant_type=client_credentials&client_id=%00&client_secret=%00", (401, "invalid_client")),
        (
            "grant_type=client_credentials&client_id=hub_cli_000000000000000000000000&client_secret=x",
            (401, "invalid_client"),
        ),
    ],
)
def test_pedido_errado_tem_o_erro_do_oauth(corpo: str, erro: tuple[int, str], db: None) -> None:
    assert recusa(pedir(corpo)) == erro


def test_so_formulario_e_so_post(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    em_json = json.dumps(CONCESSAO | {"client_id": credencial.client_id, "client_secret": segredo})
    assert recusa(Client().post(ONDE, em_json, content_type="application/json")) == (400, "invalid_request")
    # No endereço ficariam nos registros dos servidores do caminho.
    pelo_endereco = f"{ONDE}?client_id={credencial.client_id}&client_secret={segredo}"
    resposta = Client().post(
        pelo_endereco, "grant_type=client_credentials", content_type="application/x-www-form-urlencoded"
    )
    assert recusa(resposta) == (401, "invalid_client")
    assert Client().get(ONDE).status_code == 405


def test_escopo_pedido_cabe_no_da_credencial(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, escopos=["cdas:ler", "resultados:ler"])
    so_um = json.loads(pedir_como(credencial, segredo, scope="resultados:ler").content)
    assert so_um["scope"] == "resultados:ler"
    todos = json.loads(pedir_como(credencial, segredo, scope="").content)
    assert todos["scope"] == "cdas:ler resultados:ler"
    for escopo in ("cdas:enviar", "cdas:ler cdas:enviar", "admin", "cdas:ler,resultados:ler", "CDAS:LER"):
        assert recusa(pedir_como(credencial, segredo, scope=escopo)) == (400, "invalid_scope")
        TentativaDeEntrada.objects.all().delete()


def test_emitir_deixa_evento_sem_segredo_nem_token(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, nome="ERP")
    token = token_de(credencial, segredo, scope="cdas:ler")
    (evento,) = eventos("sistema:token:emitido")
    assert (evento.ator, evento.credor_id) == ("ERP", recife.pk)
    assert evento.chaves == {
        "client_id": credencial.client_id,
        "especie": "producao",
        "escopos": ["cdas:ler"],
        "endereco": "127.0.0.1",
    }
    tudo = str(list(Evento.objects.values()))
    assert segredo not in tudo
    assert token not in tudo
    assert frase_do_evento(evento) == (
        "O sistema ERP, credencial de produção de Município do Recife, recebeu um token para cdas:ler, "
        "no endereço 127.0.0.1."
    )


@pytest.fixture
def recusada(recife: Credor, request: pytest.FixtureRequest) -> tuple[CredencialDeApi, str]:
    """Uma credencial com o segredo certo que não se usa, pelo motivo dito."""
    ontem = timezone.localdate() - timedelta(days=1)
    credencial, segredo = credencial_de(recife, redes=["192.0.2.0/24"] if request.param == "rede" else [])
    if request.param == "vencida":
        CredencialDeApi.objects.filter(pk=credencial.pk).update(ate=ontem)
    if request.param == "revogada":
        credencial_revogar(credor=recife, credencial=credencial.pk, ator="ana", agora=timezone.now())
    return credencial, "hub_segredo_errado" if request.param == "segredo" else segredo


MOTIVOS = {
    "segredo": "o segredo não confere",
    "rede": "não se usa do endereço 127.0.0.1",
    "vencida": "valeu até",
    "revogada": "foi revogada",
}


@pytest.mark.parametrize(("recusada", "motivo"), MOTIVOS.items(), indirect=["recusada"])
def test_recusada_e_invalid_client_e_deixa_evento(
    recusada: tuple[CredencialDeApi, str], motivo: str, recife: Credor
) -> None:
    assert recusa(pedir_como(*recusada)) == (401, "invalid_client")
    (evento,) = eventos("sistema:token:recusado")
    assert (evento.ator, evento.credor_id) == ("sistema", recife.pk)
    assert motivo in evento.chaves["motivo"]
    assert not TokenDeApi.objects.exists()


@pytest.mark.parametrize("recusada", ["rede", "vencida", "revogada"], indirect=True)
def test_quem_erra_o_segredo_nao_sabe_por_que_a_credencial_nao_serve(
    recusada: tuple[CredencialDeApi, str], recife: Credor
) -> None:
    desconhecida = pedir(CONCESSAO | {"client_id": "hub_cli_" + "0" * 24, "client_secret": "x"})
    assert pedir_como(recusada[0], "errado").content == desconhecida.content


def test_o_freio_barra_quem_insiste_e_a_auditoria_nao_cresce(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    limite = LIMITES[tokens.Por.PESSOA_NO_LUGAR]
    for _ in range(limite):
        assert recusa(pedir_como(credencial, "errado")) == (401, "invalid_client")
    for _ in range(10):
        barrada = pedir_como(credencial, segredo)
        assert recusa(barrada) == (429, "temporarily_unavailable")
        assert int(barrada["Retry-After"]) == 900
    # As cinco erradas e a primeira barrada.
    assert len(eventos("sistema:token:recusado")) == limite + 1
    assert TentativaDeEntrada.objects.count() == limite + 1


def test_errar_de_muitos_lugares_nao_tira_o_sistema_do_ar(recife: Credor, settings: Settings) -> None:
    settings.INTERMEDIARIOS = 1
    credencial, segredo = credencial_de(recife)
    corpo = CONCESSAO | {"client_id": credencial.client_id}
    for vez in range(LIMITES[tokens.Por.PESSOA] + 10):
        pedir(corpo | {"client_secret": "errado"}, **{"X-Forwarded-For": f"198.51.100.{vez}"})
    certo = pedir(corpo | {"client_secret": segredo}, **{"X-Forwarded-For": "203.0.113.1"})
    assert certo.status_code == 200
    assert len(eventos("sistema:token:recusado")) == LIMITES[tokens.Por.PESSOA] + 1


def test_trocar_de_endereco_na_mesma_rede_ipv6_nao_zera_o_freio(recife: Credor, settings: Settings) -> None:
    settings.INTERMEDIARIOS = 1
    corpo = CONCESSAO | {"client_id": credencial_de(recife)[0].client_id, "client_secret": "errado"}
    limite = LIMITES[tokens.Por.PESSOA_NO_LUGAR]
    situacoes = [pedir(corpo, **{"X-Forwarded-For": f"2001:db8::{vez:x}"}).status_code for vez in range(limite + 1)]
    assert situacoes == [401] * limite + [429]
    assert pedir(corpo, **{"X-Forwarded-For": "2001:db8:1::1"}).status_code == 401


def test_acertar_perdoa_os_erros_de_antes(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    for _ in range(3):
        for _ in range(LIMITES[tokens.Por.PESSOA_NO_LUGAR] - 1):
            pedir_como(credencial, "errado")
        assert pedir_como(credencial, segredo).status_code == 200


def test_quem_pede_um_token_por_chamada_e_freado(recife: Credor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_POR_JANELA", 3)
    credencial, segredo = credencial_de(recife)
    situacoes = [pedir_como(credencial, segredo).status_code for _ in range(6)]
    assert situacoes == [200] * 3 + [429] * 3
    assert len(eventos("sistema:token:emitido")) == 3
    assert len(eventos("sistema:token:recusado")) == 1
    outra, outro_segredo = credencial_de(recife)
    assert pedir_como(outra, outro_segredo).status_code == 200
