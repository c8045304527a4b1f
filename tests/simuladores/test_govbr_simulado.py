"""O gov.br simulado por HTTP de verdade: o que o contrato diz que o real faz, e os defeitos que ele tem."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography import x509
from joserfc import jwt
from joserfc.jwk import KeySet

from simuladores.govbr import Cliente, Estado, Parametros, ProducaoRecusada, Servidor, recusar_producao
from simuladores.govbr.falhas import CAMINHO_DA_FALHA, DE_REDE, DO_TOKEN, cabe

VOLTA, SAIDA = "http://127.0.0.1:1/volta", "http://127.0.0.1:1/sai"
VERIFICADOR = "v" * 64
DESAFIO = base64.urlsafe_b64encode(hashlib.sha256(VERIFICADOR.encode()).digest()).rstrip(b"=").decode()
TODOS = (
    "openid email profile phone govbr_confiabilidades govbr_confiabilidades_idtoken govbr_empresa "
    "govbr_recupera_certificadox509"
)
PEDIDO = {
    "response_type": "code",
    "client_id": "cliente",
    "redirect_uri": VOLTA,
    "scope": TODOS,
    "state": "s" * 20,
    "nonce": "n" * 20,
    "code_challenge": DESAFIO,
    "code_challenge_method": "S256",
}


class Relogio:
    def __init__(self) -> None:
        self.agora = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.agora


@pytest.fixture(scope="module")
def govbr() -> Iterator[Servidor]:
    cliente = Cliente(segredos=frozenset({"segredo"}), voltas=frozenset({VOLTA}), saidas=frozenset({SAIDA}))
    servidor = Servidor(Estado(parametros=Parametros(clientes={"cliente": cliente}), relogio=Relogio()))
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    yield servidor
    servidor.shutdown()
    servidor.server_close()
    linha.join()


@pytest.fixture
def la(govbr: Servidor) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=govbr.endereco, timeout=20) as cliente:
        yield cliente


def entrar(la: httpx.Client, persona: str, **trocas: str) -> str:
    """O código, passando por todas as páginas."""
    resposta = la.get("/authorize", params=PEDIDO | trocas)
    if "/login" in resposta.headers["Location"]:
        numero = parse_qs(urlsplit(resposta.headers["Location"]).query)["authorization_id"][0]
        resposta = la.post("/login", data={"authorization_id": numero, "persona": persona})
    if "/consent" in resposta.headers["Location"]:
        numero = parse_qs(urlsplit(resposta.headers["Location"]).query)["authorization_id"][0]
        dados = {"authorization_id": numero, "decisao": "autorizar", "escopo": TODOS.split()}
        resposta = la.post("/consent", data=dados)
    return parse_qs(urlsplit(resposta.headers["Location"]).query)["code"][0]


def trocar(la: httpx.Client, codigo: str, *, segredo: str = "segredo", **trocas: str) -> httpx.Response:
    dados = {"grant_type": "authorization_code", "code": codigo, "redirect_uri": VOLTA, "code_verifier": VERIFICADOR}
    return la.post("/token", data=dados | trocas, auth=("cliente", segredo))


def lido(la: httpx.Client, token: str) -> dict[str, Any]:
    chaves = KeySet.import_key_set(la.get("/jwk").json())
    return dict(jwt.decode(token, chaves, algorithms=["RS256"]).claims)


def portador(la: httpx.Client, persona: str, **trocas: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {trocar(la, entrar(la, persona, **trocas)).json()['access_token']}"}


def test_o_codigo_e_comprido_e_serve_uma_vez(la: httpx.Client) -> None:
    codigo = entrar(la, "prata")
    assert len(codigo) >= 150
    assert codigo.split(".")[1] == ""
    assert trocar(la, codigo).status_code == 200
    repetido = trocar(la, codigo)
    assert (repetido.status_code, repetido.json()["error"]) == (400, "invalid_grant")
    assert "erro_description" in repetido.json()


def test_o_codigo_vive_sessenta_segundos(la: httpx.Client, govbr: Servidor) -> None:
    relogio = govbr.estado.relogio
    assert isinstance(relogio, Relogio)
    dentro, fora = entrar(la, "prata"), entrar(la, "prata")
    relogio.agora += timedelta(seconds=60)
    assert trocar(la, dentro).status_code == 200
    relogio.agora += timedelta(seconds=1)
    assert trocar(la, fora).status_code == 400


def test_os_tokens_sao_como_os_do_govbr(la: httpx.Client, govbr: Servidor) -> None:
    resposta = trocar(la, entrar(la, "ouro")).json()
    assert (resposta["token_type"], resposta["expires_in"]) == ("Bearer", 3599)
    assert set(resposta["scope"].split()) == set(TODOS.split())
    identidade, acesso = lido(la, resposta["id_token"]), lido(la, resposta["access_token"])
    for token in (identidade, acesso):
        assert (token["iss"], token["aud"], token["sub"]) == (f"{govbr.endereco}/", "cliente", "12345678909")
        assert isinstance(token["scope"], list)
    assert (identidade["exp"] - identidade["iat"], acesso["exp"] - acesso["iat"]) == (60, 3600)
    assert identidade["nonce"] == PEDIDO["nonce"]
    assert (identidade["email_verified"], identidade["phone_number_verified"]) == ("true", "false")
    assert "phone_number" not in identidade
    assert identidade["reliability_info"]["level"] == "gold"
    assert identidade["social_name"] == "Olívia Ouro do Exemplo"
    assert "refresh_token" not in resposta


def test_as_chaves_nao_trazem_use_e_giram(la: httpx.Client) -> None:
    antes = la.get("/jwk").json()["keys"]
    assert [set(chave) for chave in antes] == [{"kty", "e", "kid", "n", "alg"}]
    assert la.post("/chaves/girar?manter=1").json()["kid"] == "rsa2"
    assert [chave["kid"] for chave in la.post("/jwk").json()["keys"]] == ["rsa1", "rsa2"]
    la.post("/chaves/girar?manter=0")
    assert [chave["kid"] for chave in la.get("/jwk").json()["keys"]] == ["rsa3"]


@pytest.mark.parametrize(
    ("trocas", "erro"),
    [
        ({"client_id": "cliente "}, "invalid_client"),
        ({"redirect_uri": VOLTA + "/"}, "invalid_grant"),
        ({"nonce": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
def test_o_pedido_errado_para_numa_pagina_e_nao_volta(trocas: dict[str, str], erro: str, la: httpx.Client) -> None:
    resposta = la.get("/authorize", params=PEDIDO | trocas)
    assert resposta.status_code == 400
    assert f"<h1>{erro}</h1>" in resposta.text
    assert "SIMULADOR" in resposta.text


def test_a_troca_so_aceita_basic(la: httpx.Client) -> None:
    codigo = entrar(la, "prata")
    no_corpo = {"client_id": "cliente", "client_secret": "segredo", "code": codigo}
    for cabecalho in ({}, {"Authorization": "Basic @@@"}, {"Authorization": "Bearer x"}):
        resposta = la.post("/token", data=no_corpo, headers=cabecalho)
        assert resposta.status_code == 401
        assert resposta.json() == {"error": "unauthorized", "error_description": "Bad credentials"}
    errado = trocar(la, codigo, segredo="outro")
    assert (errado.status_code, errado.content) == (401, b"")
    assert trocar(la, codigo).status_code == 200, "credencial errada não gasta o código"
    assert la.get("/token").status_code == 405


@pytest.mark.parametrize(
    "trocas",
    [
        {"code_verifier": "v" * 63},
        {"code_verifier": "v" * 42},
        {"code_verifier": "v" * 129},
        {"code_verifier": ""},
        {"redirect_uri": SAIDA},
        {"grant_type": "refresh_token"},
    ],
)
def test_a_troca_confere_tudo_a_que_o_codigo_esta_preso(trocas: dict[str, str], la: httpx.Client) -> None:
    codigo = entrar(la, "prata")
    assert trocar(la, codigo, **trocas).status_code == 400
    assert trocar(la, codigo).status_code == 400, "o código errado uma vez não serve mais"


@pytest.mark.parametrize("caminho", ["/userinfo", "/userinfo/"])
def test_userinfo_tem_booleanos_e_nao_tem_nivel(caminho: str, la: httpx.Client) -> None:
    dados = la.get(caminho, headers=portador(la, "prata")).json()
    assert (dados["email_verified"], dados["phone_number_verified"]) == (True, True)
    assert "reliability_info" not in dados
    foto = la.get("/userinfo/picture", headers=portador(la, "prata"))
    assert base64.b64decode(foto.text, validate=True).startswith(b"\x89PNG")


def test_sem_o_escopo_ou_com_token_ruim_a_api_diz_qual(la: httpx.Client) -> None:
    so_perfil = portador(la, "socio", scope="openid profile")
    for caminho in ("/api/x509/info", "/empresas/v2/empresas"):
        erro = la.get(caminho, headers=so_perfil)
        assert (erro.status_code, erro.json()["errors"][0]["code"]) == (
            401,
            "ACCESSTOKEN_SCOPE_MUSTCONTAINSEXPECTEDSCOPE",
        )
        ruim = la.get(caminho, headers={"Authorization": "Bearer x.y.z"})
        assert ruim.json()["errors"][0]["code"] == "ACCESSTOKEN_MUSTBEVALID"


def test_empresas_e_papeis(la: httpx.Client) -> None:
    socio = portador(la, "socio")
    cpf = la.get("/userinfo", headers=socio).json()["sub"]
    empresas = la.get("/empresas/v2/empresas", params={"filtrar-por-participante": cpf}, headers=socio).json()
    assert [empresa["cnpj"] for empresa in empresas] == ["11222333000181", "12ABC34501DE35"]
    papel = la.get(f"/empresas/v2/empresas/12ABC34501DE35/participantes/{cpf}", headers=socio).json()
    assert (papel["atuacao"], papel["cadastrador"]) == ("SOCIO", "false")
    alheio = la.get("/empresas/v2/empresas", params={"filtrar-por-participante": "12345678909"}, headers=socio)
    assert alheio.status_code == 403


def test_o_colaborador_vem_sem_atuacao(la: httpx.Client) -> None:
    colaborador = portador(la, "colaborador")
    cpf = la.get("/userinfo", headers=colaborador).json()["sub"]
    papel = la.get(f"/empresas/v2/empresas/11222333000181/participantes/{cpf}", headers=colaborador).json()
    assert "atuacao" not in papel
    assert papel["dataExpiracao"].startswith("2020-01-01")
    assert la.get(f"/empresas/v2/empresas/00000000000191/participantes/{cpf}", headers=colaborador).status_code == 404


def test_as_confiabilidades_antigas(la: httpx.Client) -> None:
    prata = portador(la, "prata")
    conta = "/confiabilidades/v3/contas/11144477735"
    assert la.get(f"{conta}/niveis?response-type=ids", headers=prata).json()[0]["id"] == "2 (Prata)"
    selos = la.get(f"{conta}/confiabilidades?response-type=ids", headers=prata).json()
    assert [selo["id"] for selo in selos] == ["201", "602"]


def test_o_certificado_e_um_certificado(la: httpx.Client) -> None:
    dados = la.get("/api/x509/info", headers=portador(la, "ecnpj")).json()
    certificado = x509.load_der_x509_certificate(base64.b64decode(dados["certificate"]))
    assert "simulador" in certificado.subject.rfc4514_string()
    assert (dados["amr"], dados["type"]) == (["x509"], "device")


def test_a_sessao_unica_dispensa_a_entrada_ate_sair(la: httpx.Client) -> None:
    entrar(la, "prata")
    assert la.get("/authorize", params=PEDIDO).headers["Location"].startswith(VOLTA)
    assert la.get("/logout", params={"post_logout_redirect_uri": SAIDA}).headers["Location"] == SAIDA
    assert "/login" in la.get("/authorize", params=PEDIDO).headers["Location"]
    perdido = la.post("/logout", data={"post_logout_redirect_uri": SAIDA + "/"}).headers["Location"]
    assert perdido.startswith("/login?client_id=contas.acesso.gov.br&authorization_id=")
    assert la.get(perdido).status_code == 200


def test_subir_o_nivel_muda_a_conta(la: httpx.Client) -> None:
    entrar(la, "contador")
    pagina = la.get("/", params={"client_id": "cliente", "niveis": "(3)", "redirect_uri": VOLTA})
    assert "Subir para Ouro" in pagina.text
    assert "Subir para Prata" not in pagina.text
    dados = {"persona": "contador", "nivel": "3", "client_id": "cliente", "redirect_uri": VOLTA}
    assert la.post("/", data=dados).headers["Location"] == VOLTA
    identidade = lido(la, trocar(la, entrar(la, "contador")).json()["id_token"])
    assert identidade["reliability_info"]["level"] == "gold"
    assert "701" in [selo["id"] for selo in identidade["reliability_info"]["reliabilities"]]
    assert la.post("/", data=dados | {"redirect_uri": "http://fora.exemplo"}).status_code == 200


def test_a_descricao_bate_com_as_rotas(la: httpx.Client, govbr: Servidor) -> None:
    descricao = la.get("/.well-known/openid-configuration").json()
    assert descricao["issuer"] == f"{govbr.endereco}/"
    assert la.get(descricao["jwks_uri"]).status_code == 200
    assert la.get("/nao-ha").status_code == 404


@pytest.mark.parametrize(("falha", "situacao"), [("500", 500), ("503", 503), ("429", 429), ("html", 200)])
def test_as_falhas_se_pedem_de_tres_modos(falha: str, situacao: int, la: httpx.Client) -> None:
    la.post("/falhas", content=f"jwk:{falha}\n")
    assert la.get("/.well-known/openid-configuration").status_code == 200
    respostas = [la.get("/jwk"), la.get(f"/jwk?falha={falha}"), la.get("/jwk", headers={"X-Falha": falha})]
    assert {resposta.status_code for resposta in respostas} == {situacao}
    assert falha != "429" or respostas[0].headers["Retry-After"] == "7"
    assert "keys" in la.get("/jwk").json()


def test_a_falha_cortada_fecha_a_conexao(la: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        la.get("/jwk?falha=cortada")


def test_a_falha_espera_pelo_caminho_dela() -> None:
    assert cabe("nonce_errado", "/token") == "nonce_errado"
    assert cabe("nonce_errado", "/jwk") == ""
    assert cabe("jwk:500", "/jwk") == "500"
    assert cabe("500", "/userinfo/picture") == "500"
    assert not set(DE_REDE) & set(DO_TOKEN)
    assert set(DO_TOKEN) < set(CAMINHO_DA_FALHA)


@pytest.mark.parametrize("sinal", ["HUB_HTTPS", "HUB_PRODUCAO"])
def test_com_sinal_de_producao_nao_inicia(sinal: str) -> None:
    with pytest.raises(ProducaoRecusada, match=sinal):
        recusar_producao({sinal: "1"})
    comando = [sys.executable, "-m", "simuladores.govbr", "servir", "--porta", "0"]
    feito = subprocess.run(comando, capture_output=True, text=True, check=False, env={sinal: "1", "PYTHONPATH": "src"})  # noqa: S603 - nosso
    assert (feito.returncode, sinal in feito.stderr) == (1, True)


def test_so_atende_a_propria_maquina() -> None:
    with pytest.raises(ProducaoRecusada):
        Servidor(Estado(parametros=Parametros()), endereco="0.0.0.0")  # noqa: S104 - é o que se recusa


def test_no_modo_automatico_a_persona_entra_sozinha() -> None:
    cliente = Cliente(segredos=frozenset({"segredo"}), voltas=frozenset({VOLTA}))
    servidor = Servidor(Estado(parametros=Parametros(clientes={"cliente": cliente}, automatico="ouro")))
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    with httpx.Client(base_url=servidor.endereco) as la:
        volta = la.get("/authorize", params=PEDIDO).headers["Location"]
        assert volta.startswith(f"{VOLTA}?code=")
        assert json.loads(trocar(la, parse_qs(urlsplit(volta).query)["code"][0]).text)["token_type"] == "Bearer"
    servidor.shutdown()
    servidor.server_close()
    linha.join()
