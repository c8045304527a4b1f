"""As páginas de erro, com a situação HTTP que cada erro tem; debaixo de `/api/`, problem+json."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.acesso.api import problema

GRANDES_DEMAIS = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def pedido_errado(pedido: HttpRequest, exception: Exception) -> HttpResponse:
    """400; ou 413 quando o pedido passa do tamanho, dizendo o limite e como dividir."""
    if isinstance(exception, GRANDES_DEMAIS):
        return corpo_grande(pedido, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if da_api(pedido):
        mensagem = "O endereço ou o cabeçalho veio com algo que a API não espera. Confira a documentação da rota."
        return problema(pedido, situacao=400, codigo="PEDIDO_RECUSADO", mensagem=mensagem)
    return render(pedido, "400.html", status=400)


def corpo_grande(pedido: HttpRequest, limite: int) -> HttpResponse:
    """413: o pedido passa de `limite` bytes."""
    por_extenso = f"{limite // 2**20} MB"
    if da_api(pedido):
        mensagem = f"O corpo da chamada passa de {por_extenso}. Divida a lista ou envie por `POST /api/v1/arquivos`."
        return problema(pedido, situacao=413, codigo="CORPO_GRANDE_DEMAIS", mensagem=mensagem)
    return render(pedido, "413.html", {"limite": por_extenso}, status=413)


def nao_achado(pedido: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - a assinatura é do Django
    """404, igual para o que não existe e o que é de outro credor."""
    if da_api(pedido):
        mensagem = "Não há esta rota. Veja as que há em /api/v1/openapi.json."
        return problema(pedido, situacao=404, codigo="ROTA_DESCONHECIDA", mensagem=mensagem)
    resposta = render(pedido, "404.html", status=404)
    # O cabeçalho da página diz por quem se age.
    resposta["Cache-Control"] = "private, no-store"
    return resposta


def metodo_errado(pedido: HttpRequest, aceitos: str) -> HttpResponse:
    """405: o endereço existe e não atende a esse método; `aceitos` é a lista do cabeçalho `Allow`."""
    if da_api(pedido):
        mensagem = f"{pedido.method} não vale neste endereço, que aceita {aceitos}. Confira a documentação da rota."
        resposta = problema(pedido, situacao=405, codigo="METODO_NAO_ACEITO", mensagem=mensagem)
    else:
        resposta = render(pedido, "405.html", status=405)
    resposta["Allow"] = aceitos
    return resposta


def erro_nosso(pedido: HttpRequest) -> HttpResponse:
    """500: o defeito é do hub; quem pediu só precisa saber que pode repetir."""
    if da_api(pedido):
        mensagem = "Algo deu errado no hub, e o erro foi registrado. Repita a chamada: nada se grava duas vezes."
        return problema(pedido, situacao=500, codigo="ERRO_DO_HUB", mensagem=mensagem)
    return render(pedido, "500.html", status=500)


def da_api(pedido: HttpRequest) -> bool:
    """Se quem pede é um sistema, que lê problem+json e não páginas."""
    return pedido.path_info.startswith("/api/")
