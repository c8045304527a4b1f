"""As chamadas ao gov.br: com prazo, sem repetição, e nunca com transação do banco aberta."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import httpx

from hub.acesso.govbr.configuracao import Configuracao
from hub.acesso.govbr.disjuntor import disjuntor
from hub.acesso.govbr.erros import CodigoRecusado, CredencialRecusada, GovBrForaDoAr, RespostaInvalida

#: Segundos para ligar e para ouvir.
PRAZO: Final = httpx.Timeout(10, connect=5)
#: Situações que são de passagem.
PASSAGEIRAS: Final = {429, 500, 502, 503, 504}


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """O que o gov.br entregou; vive só durante a volta."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    escopos: frozenset[str]


def codigo_trocar(configuracao: Configuracao, *, codigo: str, verificador: str) -> Tokens:
    """Troca o código pelos tokens. Levanta `FalhaDoGovBr`.

    O código não se manda duas vezes a quem o leu. O 401 é da credencial, antes de o código ser lido: só então se tenta
    o segredo anterior, que durante a troca dele ainda pode ser o que vale.
    """
    dados = {
        "grant_type": "authorization_code",
        "code": codigo,
        "redirect_uri": configuracao.volta,
        "code_verifier": verificador,
    }
    for segredo in configuracao.segredos:
        credencial = httpx.BasicAuth(configuracao.client_id, segredo)
        resposta = _pedir("POST", f"{configuracao.sso}/token", onde=configuracao.sso, data=dados, auth=credencial)
        if resposta.status_code != HTTPStatus.UNAUTHORIZED:
            return _tokens(resposta)
    raise CredencialRecusada(f"token: 401 {_erro(resposta)}")


def json_pedir(endereco: str, *, onde: str, portador: str = "") -> Any:
    """O JSON de um GET. Levanta `FalhaDoGovBr`."""
    cabecalhos = {"Authorization": f"Bearer {portador}"} if portador else {}
    resposta = _pedir("GET", endereco, onde=onde, headers=cabecalhos)
    if resposta.status_code != HTTPStatus.OK:
        raise RespostaInvalida(f"{onde}: {resposta.status_code} {_erro(resposta)}")
    return _json(resposta)


def _pedir(metodo: str, endereco: str, *, onde: str, **opcoes: Any) -> httpx.Response:
    """Uma chamada, sem seguir redirecionamento. O nome da exceção basta ao registro: o texto pode trazer o endereço."""
    if disjuntor.aberto(onde):
        raise GovBrForaDoAr("disjuntor aberto")
    try:
        with httpx.Client(timeout=PRAZO, follow_redirects=False) as cliente:
            resposta = cliente.request(metodo, endereco, **opcoes)
    except httpx.HTTPError as erro:
        disjuntor.falhou(onde)
        raise GovBrForaDoAr(type(erro).__name__) from None
    if resposta.status_code in PASSAGEIRAS:
        disjuntor.falhou(onde)
        raise GovBrForaDoAr(f"situação {resposta.status_code} {_erro(resposta)}")
    disjuntor.respondeu(onde)
    return resposta


def _tokens(resposta: httpx.Response) -> Tokens:
    if resposta.status_code == HTTPStatus.BAD_REQUEST:
        raise CodigoRecusado(f"token: 400 {_erro(resposta)}")
    if resposta.status_code != HTTPStatus.OK:
        raise RespostaInvalida(f"token: {resposta.status_code} {_erro(resposta)}")
    corpo = _json(resposta)
    corpo = corpo if isinstance(corpo, dict) else {}
    id_token, access_token = corpo.get("id_token"), corpo.get("access_token")
    if not isinstance(id_token, str) or not isinstance(access_token, str):
        raise RespostaInvalida("token: falta id_token ou access_token")
    return Tokens(id_token=id_token, access_token=access_token, escopos=frozenset(str(corpo.get("scope", "")).split()))


def _json(resposta: httpx.Response) -> Any:
    try:
        return resposta.json()
    except ValueError:
        raise RespostaInvalida("a resposta não é JSON") from None


def _erro(resposta: httpx.Response) -> str:
    """O código do erro, se veio algum que se reconheça; o resto do corpo pode trazer dado da pessoa."""
    try:
        corpo = resposta.json()
    except ValueError:
        return "sem corpo"
    if not isinstance(corpo, dict):
        return "sem código"
    erros = corpo.get("errors")
    primeiro = erros[0] if isinstance(erros, list) and erros and isinstance(erros[0], dict) else {}
    codigo = str(primeiro.get("code") or corpo.get("error") or "")
    return codigo if codigo.replace("_", "").isalnum() and len(codigo) <= len("ACCESSTOKEN") * 6 else "sem código"
