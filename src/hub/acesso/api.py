"""O que toda rota da API usa: a chave, no cabeçalho `Authorization: Bearer`, e a forma dos erros (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.security import HttpBearer

from hub.acesso.chaves import chave_do_segredo
from hub.acesso.models import ChaveDeApi
from hub.comum.textos import texto_guardavel
from hub.credores import inquilino


class PorChave(HttpBearer):
    """Põe a chave (com o credor) em `request.auth`; daí em diante o banco só mostra o que é desse credor."""

    def authenticate(self, request: HttpRequest, token: str) -> ChaveDeApi | None:  # noqa: ARG002 - a assinatura é do ninja
        chave = chave_do_segredo(token)
        if chave:
            inquilino.assumir(credor=chave.credor_id)
        return chave


def chave_de(request: HttpRequest) -> ChaveDeApi:
    """A chave da chamada já autenticada."""
    auth: Any = getattr(request, "auth", None)
    if not isinstance(auth, ChaveDeApi):
        raise TypeError("rota sem autenticação por chave")
    return auth


def problema(request: HttpRequest, *, situacao: int, codigo: str, mensagem: str, **extra: Any) -> HttpResponse:
    """Uma resposta problem+json."""
    corpo = {"type": "about:blank", "title": codigo, "status": situacao, "instance": request.path}
    corpo |= {"detail": texto_guardavel(mensagem)}
    return JsonResponse(
        corpo | extra,
        status=situacao,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
