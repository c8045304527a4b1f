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
        limite = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        if _da_api(pedido):
            mensagem = f"O corpo da chamada passa de {limite} MB. Divida a lista ou envie por `POST /api/v1/arquivos`."
            return problema(pedido, situacao=413, codigo="CORPO_GRANDE_DEMAIS", mensagem=mensagem)
        return render(pedido, "413.html", {"limite": limite}, status=413)
    if _da_api(pedido):
        mensagem = "O endereço ou o cabeçalho veio com algo que a API não espera. Confira a documentação da rota."
        return problema(pedido, situacao=400, codigo="PEDIDO_RECUSADO", mensagem=mensagem)
    return render(pedido, "400.html", status=400)


def nao_achado(pedido: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - a assinatura é do Django
    """404, igual para o que não existe e o que é de outro credor."""
    if _da_api(pedido):
        mensagem = "Não há esta rota. Veja as que há em /api/v1/openapi.json."
        return problema(pedido, situacao=404, codigo="ROTA_DESCONHECIDA", mensagem=mensagem)
    return render(pedido, "404.html", status=404)


def _da_api(pedido: HttpRequest) -> bool:
    return pedido.path_info.startswith("/api/")
