"""`POST /api/v1/oauth/token`: as credenciais do cliente por um token (RFC 6749, 4.4)."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router

from hub.acesso.api import ROTA_DO_TOKEN, endereco_de
from hub.acesso.erros_do_token import (
    ClienteRecusado,
    ConcessaoNaoAceita,
    DuasAutenticacoes,
    PedidoDeTokenMalformado,
    RecusasDemais,
    TokenRecusado,
)
from hub.acesso.escopos import EXPLICACOES
from hub.acesso.freio import JANELA
from hub.acesso.tokens import PedidoDeToken, token_emitir

rotas = Router(tags=["Acesso"])
FORMULARIO = "application/x-www-form-urlencoded"
_CORPO = {
    "requestBody": {
        "required": True,
        "content": {
            FORMULARIO: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"const": "client_credentials"},
                        "client_id": {"type": "string", "description": "Se não vai no cabeçalho Authorization: Basic"},
                        "client_secret": {"type": "string"},
                        "scope": {
                            "type": "string",
                            "description": "Separados por espaço; sem ele, todos os da credencial: "
                            + "; ".join(f"{escopo.value}, {texto}" for escopo, texto in EXPLICACOES.items()),
                        },
                    },
                }
            }
        },
    }
}


@rotas.post(ROTA_DO_TOKEN, auth=None, summary="Pede um token", openapi_extra=_CORPO, response=dict[str, Any])
def token_pedir(request: HttpRequest) -> JsonResponse:
    """Autenticação da credencial no cabeçalho `Authorization: Basic` ou no corpo, nunca nos dois.

    O token vai em `Authorization: Bearer` e vale até `expires_in` segundos: guarde-o, e peça outro quando vencer.
    Os erros têm a forma do OAuth (`error`, `error_description`).
    """
    try:
        emitido = token_emitir(_pedido(request), agora=timezone.now())
    except TokenRecusado as recusa:
        return _recusa(recusa)
    corpo = {"access_token": emitido.token, "token_type": "Bearer", "expires_in": emitido.vale}
    corpo |= {"scope": " ".join(emitido.escopos), "especie": emitido.credencial.especie}
    return _sem_guardar(JsonResponse(corpo))


def _pedido(request: HttpRequest) -> PedidoDeToken:
    if request.content_type != FORMULARIO:
        raise PedidoDeTokenMalformado(detalhe="O corpo não é um formulário.")
    formulario = request.POST
    if repetido := next((nome for nome in formulario if len(formulario.getlist(nome)) > 1), None):
        raise PedidoDeTokenMalformado(detalhe=f"O parâmetro {repetido[:40]} veio mais de uma vez.")
    concessao = formulario.get("grant_type")
    if not concessao:
        raise PedidoDeTokenMalformado(detalhe="Falta grant_type.")
    if concessao != "client_credentials":
        raise ConcessaoNaoAceita(veio=concessao[:60])
    client_id, segredo = _autenticacao(request)
    escopo = formulario.get("scope", "")
    return PedidoDeToken(client_id=client_id, segredo=segredo, escopo=escopo, endereco=endereco_de(request))


def _autenticacao(request: HttpRequest) -> tuple[str, str]:
    """O client_id e o segredo, do cabeçalho ou do corpo."""
    do_corpo = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    cabecalho = request.headers.get("Authorization", "")
    if not cabecalho:
        return do_corpo
    client_id, segredo = _do_cabecalho(cabecalho)
    if do_corpo[1] or do_corpo[0] not in {"", client_id}:
        raise DuasAutenticacoes
    return client_id, segredo


def _do_cabecalho(cabecalho: str) -> tuple[str, str]:
    """De `Basic`, com as partes codificadas como formulário (RFC 6749, 2.3.1)."""
    esquema, _, valor = cabecalho.partition(" ")
    try:
        texto = base64.b64decode(valor.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise ClienteRecusado from None
    client_id, doispontos, segredo = texto.partition(":")
    if esquema.lower() != "basic" or not doispontos:
        raise ClienteRecusado
    return unquote_plus(client_id), unquote_plus(segredo)


def _recusa(recusa: TokenRecusado) -> JsonResponse:
    corpo = {"error": recusa.oauth, "error_description": _so_ascii(recusa.mensagem), "mensagem": recusa.mensagem}
    resposta = _sem_guardar(JsonResponse(corpo, status=recusa.status, json_dumps_params={"ensure_ascii": False}))
    if recusa.status == ClienteRecusado.status:
        resposta["WWW-Authenticate"] = 'Basic realm="hub", charset="UTF-8"'
    if recusa.status == RecusasDemais.status:
        resposta["Retry-After"] = str(int(JANELA.total_seconds()))
    return resposta


def _so_ascii(texto: str) -> str:
    """`error_description` só leva ASCII visível, sem aspas nem barra invertida (RFC 6749, 5.2)."""
    sem_acento = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode()
    return "".join(letra for letra in sem_acento if letra.isprintable() and letra not in '"\\')


def _sem_guardar(resposta: JsonResponse) -> JsonResponse:
    resposta["Cache-Control"], resposta["Pragma"] = "no-store", "no-cache"
    return resposta
