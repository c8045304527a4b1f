"""A dona (recife), a vizinha (olinda) e o que cada uma usa para chegar onde não deve."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from abuso.atacante import Alvo, Sistema, carteira_de
from cenarios.conftest import iptu
from cenarios.portas import Registro
from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.credores.models import Credor

__all__ = ["iptu"]

Entrar = Callable[[Usuario], Client]


@pytest.fixture
def entrar() -> Entrar:
    """Um navegador com a pessoa já dentro; erro interno vira resposta 500, como na rede."""

    def abrir(pessoa: Usuario) -> Client:
        return entrar_por(Client(raise_request_exception=False), pessoa)

    return abrir


@pytest.fixture
def sistema(recife: Credor) -> Sistema:
    """O sistema da dona, com a sua chave."""
    return Sistema(recife)


@pytest.fixture
def vizinha(olinda: Credor) -> Sistema:
    """O sistema da vizinha, com a chave dela."""
    return Sistema(olinda)


@pytest.fixture
def alvo(recife: Credor, ana: Usuario, iptu: Registro) -> Alvo:
    """O que recife tem e a vizinha não pode ver: CDA, lote com original, remessa liberada, plano e retorno."""
    return carteira_de(recife, iptu)
