"""A API `/api/v1`: rotas de cada cômodo, token em toda chamada e erro sempre como problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from hub.acesso.api import Fechada, PorToken, de_ensaio, esquema_oauth2, problema
from hub.acesso.erros import EscopoInsuficiente
from hub.acesso.escopos import Escopo
from hub.acesso.oauth import rotas as do_acesso
from hub.comum.erros import Recusa
from hub.estrategias.conciliacao.api import rotas as da_conciliacao
from hub.estrategias.divida_aberta.api import rotas as da_divida_aberta
from hub.operacao.erros import Parada
from hub.portal.estado import estado_publico
from hub.projeto.limites_api import limites
from hub.projeto.parada import resposta_da_parada
from hub.recepcao.api import rotas as da_recepcao
from hub.resultados.api import rotas as dos_resultados

#: Nome, na descrição, do modo de entrar na API.
OAUTH2 = "oauth2"


class Descricao(OpenAPISchema):
    """A do ninja, que diz também o escopo de cada rota."""

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        escopos = [auth.escopo.value for auth in operation.auth_callbacks if isinstance(auth, PorToken)]
        if not escopos:
            return None
        self.securitySchemes[OAUTH2] = esquema_oauth2()
        return [{OAUTH2: escopos}]


class Api(NinjaAPI):
    """A do ninja, que diz em toda resposta se ela é de ensaio."""

    def create_response(self, request: HttpRequest, data: Any, **resto: Any) -> HttpResponse:
        """Objeto JSON de credencial de ensaio leva `ensaio: true`."""
        if isinstance(data, dict) and de_ensaio(request):
            data = data | {"ensaio": True}
        return super().create_response(request, data, **resto)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return Descricao(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


api = Api(
    title="HUB Cobrança",
    version="1",
    description="Envio de CDAs, estratégias e resultados. Dinheiro é texto com ponto; datas são ISO; toda recusa diz "
    "o quê, onde e como resolver. Peça um token em `/api/v1/oauth/token` com a sua credencial; com a de ensaio, tudo "
    "responde como na produção, com `ensaio: true`, e nada se grava.",
    auth=Fechada(),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", do_acesso)
api.add_router("", da_recepcao)
api.add_router("", dos_resultados)
api.add_router("", da_divida_aberta)
api.add_router("", da_conciliacao)


@api.get(
    "/limites",
    auth=PorToken(Escopo.LIMITES_LER),
    summary="Os limites em vigor",
    tags=["Limites"],
    response=dict[str, Any],
)
def ver_limites(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - o ninja exige o nome
    """Os mesmos números que as mensagens de erro citam."""
    return limites()


@api.get("/estado", auth=None, summary="O estado do hub", tags=["Estado"], response=dict[str, Any])
def ver_estado(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - o ninja exige o nome
    """Aberto e sem limite: componentes, paradas, mensagens, manutenções, 90 dias de história e o tempo das baixas.

    Responde também com o banco fora do ar, com o último estado conhecido (`ao_vivo: false`, e `em` diz de quando é).
    """
    return estado_publico()


@api.exception_handler(Parada)
def da_parada(request: HttpRequest, parada: Parada | type[Parada]) -> HttpResponse:
    """O que a operação parou: 503, com o motivo e, se há, `Retry-After`."""
    assert isinstance(parada, Parada)  # noqa: S101 - o ninja declara a classe também
    return resposta_da_parada(request, parada)


@api.exception_handler(Recusa)
def da_recusa(request: HttpRequest, recusa: Recusa | type[Recusa]) -> HttpResponse:
    """Toda `Recusa` vira problema com o código e a mensagem dela."""
    assert isinstance(recusa, Recusa)  # noqa: S101 - o ninja declara a classe também
    return problema(request, situacao=recusa.status, codigo=recusa.nome_do_codigo(), mensagem=recusa.mensagem)


@api.exception_handler(EscopoInsuficiente)
def sem_escopo(request: HttpRequest, recusa: EscopoInsuficiente | type[EscopoInsuficiente]) -> HttpResponse:
    """O token vale, e não para isto (RFC 6750, 3.1)."""
    assert isinstance(recusa, EscopoInsuficiente)  # noqa: S101 - o ninja declara a classe também
    resposta = da_recusa(request, recusa)
    resposta["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{recusa.campos["escopo"]}"'
    return resposta


@api.exception_handler(AuthenticationError)
def sem_token(request: HttpRequest, _: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    """Sem token que valha."""
    mensagem = (
        "Falta o token, ou ele já não vale. Peça um em POST /api/v1/oauth/token e envie `Authorization: Bearer TOKEN`."
    )
    resposta = problema(request, situacao=401, codigo="TOKEN_INVALIDO", mensagem=mensagem)
    veio = request.headers.get("Authorization")
    resposta["WWW-Authenticate"] = 'Bearer error="invalid_token"' if veio else "Bearer"
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
