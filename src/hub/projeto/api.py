"""A API `/api/v1`: rotas de cada cômodo, chave em toda chamada e erro sempre como problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hub.acesso.api import PorChave, problema
from hub.comum.erros import Recusa
from hub.projeto.limites_api import limites
from hub.recepcao.api import rotas as da_recepcao
from hub.resultados.api import rotas as dos_resultados

api = NinjaAPI(
    title="HUB Cobrança",
    version="1",
    description="Envio de CDAs, estratégias e resultados. Dinheiro é texto com ponto; datas são ISO; toda recusa diz "
    "o quê, onde e como resolver.",
    auth=PorChave(),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", da_recepcao)
api.add_router("", dos_resultados)


@api.get("/limites", summary="Os limites em vigor", tags=["Limites"], response=dict[str, Any])
def ver_limites(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - o ninja exige o nome
    """Os mesmos números que as mensagens de erro citam."""
    return limites()


@api.exception_handler(Recusa)
def da_recusa(request: HttpRequest, recusa: Recusa | type[Recusa]) -> HttpResponse:
    """Toda `Recusa` vira problema com o código e a mensagem dela."""
    assert isinstance(recusa, Recusa)  # noqa: S101 - o ninja declara a classe também
    return problema(request, situacao=recusa.status, codigo=recusa.nome_do_codigo(), mensagem=recusa.mensagem)


@api.exception_handler(AuthenticationError)
def sem_chave(request: HttpRequest, _: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    """Sem chave válida."""
    mensagem = "Falta a chave, ou ela não vale. Envie `Authorization: Bearer SEGREDO` com uma chave em uso."
    resposta = problema(request, situacao=401, codigo="CHAVE_INVALIDA", mensagem=mensagem)
    resposta["WWW-Authenticate"] = "Bearer"
    return resposta


@api.exception_handler(ValidationError)
def parametro_errado(request: HttpRequest, erro: ValidationError | type[ValidationError]) -> HttpResponse:
    """Parâmetro de endereço ou de formulário fora da forma."""
    assert isinstance(erro, ValidationError)  # noqa: S101
    onde = ", ".join(".".join(map(str, item["loc"])) for item in erro.errors)
    mensagem = f"Parâmetro fora da forma: {onde}. Confira a documentação da rota."
    if any(item["loc"][0] == "file" for item in erro.errors):
        mensagem = "Falta o arquivo. Envie-o em multipart/form-data, no campo `arquivo`."
    return problema(request, situacao=422, codigo="PARAMETRO_INVALIDO", mensagem=mensagem)


@api.exception_handler(HttpError)
def erro_http(request: HttpRequest, erro: HttpError | type[HttpError]) -> HttpResponse:
    """O que o próprio servidor recusa."""
    assert isinstance(erro, HttpError)  # noqa: S101
    return problema(request, situacao=erro.status_code, codigo="PEDIDO_RECUSADO", mensagem=str(erro))
