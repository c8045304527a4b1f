"""Para onde ir depois de entrar: só endereços deste portal."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

#: Caracteres de um destino que se guarda.
MAXIMO: Final = 2000


def destino_de(pedido: HttpRequest) -> str:
    """O `next` do pedido, se é deste portal; senão, o início."""
    return destino_proprio(pedido, pedido.POST.get("next") or pedido.GET.get("next") or "")


def destino_proprio(pedido: HttpRequest, dito: str) -> str:
    """O destino dito, se é um caminho deste portal; senão, o início."""
    proprio = (
        dito.startswith("/")
        and len(dito) <= MAXIMO
        and url_has_allowed_host_and_scheme(dito, allowed_hosts={pedido.get_host()}, require_https=pedido.is_secure())
    )
    return dito if proprio else reverse("inicio")
