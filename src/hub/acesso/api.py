"""O que toda rota da API usa: o token, com o escopo que ela pede, e a forma dos erros (RFC 9457)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.security import HttpBearer

from hub.acesso.chamadas import Chamada, chamada_contar
from hub.acesso.credenciais import resumir
from hub.acesso.erros import ChamadasDemais, EscopoInsuficiente, RedeNaoPermitida
from hub.acesso.escopos import EXPLICACOES, Escopo
from hub.acesso.models import Especie, escopos_da
from hub.acesso.redes import endereco_permitido
from hub.acesso.tokens import FORMA_DO_TOKEN, uso_recusar
from hub.comum.textos import texto_guardavel
from hub.credores import inquilino

#: Onde se pede um token, sem o começo comum da API.
ROTA_DO_TOKEN = "/oauth/token"  # noqa: S105 - é um endereço
PREFIXO_DA_API = "/api/v1"
#: Caracteres de um endereço de rede que se guardam.
TAMANHO_DO_ENDERECO = 45


class PorToken(HttpBearer):
    """Exige um token com o escopo e põe a chamada em `request.auth`: daí em diante o banco só mostra o que é do credor.

    `conta`: se a chamada pesa no limite por minuto. As que perguntam a situação, o andamento e os resultados não pesam,
    nem se barram: quem espera por eles tem de poder perguntar.
    """

    def __init__(self, escopo: Escopo, *, conta: bool = True) -> None:
        super().__init__()
        self.escopo, self.conta = escopo, conta

    def authenticate(self, request: HttpRequest, token: str) -> Chamada | None:
        """Levanta `RedeNaoPermitida`, `ChamadasDemais` e `EscopoInsuficiente`."""
        if not FORMA_DO_TOKEN.fullmatch(token):
            return None
        endereco = endereco_de(request)
        chamada = chamada_contar(resumo=resumir(token), rota=_rota(request), endereco=endereco, conta=self.conta)
        if chamada is None:
            return None
        inquilino.assumir(credor=chamada.credor.pk)
        request.chamada = chamada  # type: ignore[attr-defined]
        self._conferir(chamada, endereco)
        return chamada

    def _conferir(self, chamada: Chamada, endereco: str) -> None:
        if not endereco_permitido(endereco, chamada.credencial.redes):
            recusa = RedeNaoPermitida(endereco=endereco)
            uso_recusar(
                credencial=chamada.credencial,
                endereco=endereco,
                recusa=recusa.mensagem,
                contada=self.conta,
                agora=timezone.now(),
            )
            raise recusa
        if self.conta and chamada.feitas > chamada.limite:
            raise ChamadasDemais(limite=chamada.limite, segundos=chamada.reinicia)
        if self.escopo not in chamada.escopos & escopos_da(Especie(chamada.credencial.especie)):
            raise EscopoInsuficiente(escopo=self.escopo)


class Fechada(HttpBearer):
    """O que se exige da rota que não declarou o seu escopo: nada serve."""

    def authenticate(self, request: HttpRequest, token: str) -> None:  # noqa: ARG002 - a assinatura é do ninja
        return None


def chamada_de(request: HttpRequest) -> Chamada:
    """A chamada já autenticada."""
    auth: Any = getattr(request, "auth", None)
    if not isinstance(auth, Chamada):
        raise TypeError("rota sem autenticação por token")
    return auth


def de_ensaio(request: HttpRequest) -> bool:
    """Se quem chama é credencial de ensaio."""
    chamada: Chamada | None = getattr(request, "chamada", None)
    return chamada is not None and chamada.ensaio


def endereco_de(request: HttpRequest) -> str:
    """O endereço de rede de quem pede (`hub.projeto.barreira.com_endereco_de_quem_pede`)."""
    return texto_guardavel(request.META.get("REMOTE_ADDR", ""))[:TAMANHO_DO_ENDERECO]


def com_limites(request: HttpRequest, resposta: HttpResponseBase) -> None:
    """Põe na resposta quantas chamadas a credencial ainda tem neste minuto; na barrada, quando voltar."""
    chamada: Chamada | None = getattr(request, "chamada", None)
    if chamada is None:
        return
    resposta["RateLimit-Limit"] = str(chamada.limite)
    resposta["RateLimit-Remaining"] = str(chamada.restam)
    resposta["RateLimit-Reset"] = str(chamada.reinicia)
    if resposta.status_code == ChamadasDemais.status:
        resposta["Retry-After"] = str(chamada.reinicia)


def esquema_oauth2() -> dict[str, Any]:
    """A descrição, no OpenAPI, de como se entra na API."""
    escopos = {escopo.value: explicacao for escopo, explicacao in EXPLICACOES.items()}
    fluxo = {"tokenUrl": PREFIXO_DA_API + ROTA_DO_TOKEN, "scopes": escopos}
    return {"type": "oauth2", "flows": {"clientCredentials": fluxo}}


def problema(request: HttpRequest, *, situacao: int, codigo: str, mensagem: str, **extra: Any) -> HttpResponse:
    """Uma resposta problem+json."""
    corpo = {"type": "about:blank", "title": codigo, "status": situacao, "instance": request.path}
    corpo |= {"detail": texto_guardavel(mensagem)} | ({"ensaio": True} if de_ensaio(request) else {})
    return JsonResponse(
        corpo | extra,
        status=situacao,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _rota(request: HttpRequest) -> str:
    casada = request.resolver_match
    return _rota_escrita(request.method or "", casada.route if casada else "")


@cache
def _rota_escrita(metodo: str, rota: str) -> str:
    """`GET /cdas/{numero}`, como na descrição da API, sem o começo comum."""
    caminho = "/" + rota.removeprefix(PREFIXO_DA_API.removeprefix("/")).removeprefix("/")
    caminho = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", caminho)
    return f"{metodo} {caminho}"[:80]
