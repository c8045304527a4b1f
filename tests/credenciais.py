"""O sistema de um credor: cria a credencial, pede o token como qualquer um pediria, e o que manda em cada chamada."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from hub.acesso.credenciais import credencial_criar
from hub.acesso.models import CredencialDeApi
from hub.credores.models import Credor

ONDE = "/api/v1/oauth/token"
CONCESSAO = {"grant_type": "client_credentials"}
FORMULARIO = "application/x-www-form-urlencoded"


def credencial_de(credor: Credor, **dados: Any) -> tuple[CredencialDeApi, str]:
    """Uma credencial do credor, de produção se não se diz outra coisa, e o segredo dela."""
    dados = {"nome": "sistema", **dados}
    return credencial_criar(credor=credor, ator="teste", agora=timezone.now(), **dados)


def pedir(campos: dict[str, str] | str, *, cliente: Client | None = None, **cabecalhos: str) -> HttpResponse:
    """O pedido de token como vai na rede; `campos` em texto vai como está."""
    corpo = campos if isinstance(campos, str) else urlencode(campos)
    quem = cliente or Client(raise_request_exception=False)
    return quem.post(ONDE, corpo, content_type=FORMULARIO, headers=cabecalhos)


def pedir_como(credencial: CredencialDeApi, segredo: str, **resto: str) -> HttpResponse:
    """O pedido com a credencial no corpo."""
    return pedir(CONCESSAO | {"client_id": credencial.client_id, "client_secret": segredo} | resto)


def token_de(credencial: CredencialDeApi, segredo: str, **resto: str) -> str:
    resposta = pedir_como(credencial, segredo, **resto)
    assert resposta.status_code == 200, resposta.content
    return str(json.loads(resposta.content)["access_token"])


def cabecalhos_de(credor: Credor, **dados: Any) -> dict[str, str]:
    """O cabeçalho de uma credencial nova do credor."""
    return com_token(token_de(*credencial_de(credor, **dados)))


def com_token(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
