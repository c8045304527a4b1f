"""As páginas de erro, com a situação HTTP que cada erro tem."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GRANDES_DEMAIS = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def pedido_errado(pedido: HttpRequest, exception: Exception) -> HttpResponse:
    """400; ou 413 quando o pedido passa do tamanho, dizendo o limite e como dividir."""
    if isinstance(exception, GRANDES_DEMAIS):
        limite = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        return render(pedido, "413.html", {"limite": limite}, status=413)
    return render(pedido, "400.html", status=400)
