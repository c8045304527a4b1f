"""A carteira com que as telas são olhadas: em recife há CDA em cada situação; olinda e o conselho têm pouca coisa."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from fabrica_do_livro import CAMINHOS, Fabrica, pessoa_de

from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA


@pytest.fixture
def de_recife(recife: Credor) -> Fabrica:
    return Fabrica(credor=recife)


@pytest.fixture
def de_olinda(olinda: Credor) -> Fabrica:
    return Fabrica(credor=olinda)


@pytest.fixture
def carteira(de_recife: Fabrica) -> dict[str, CDA]:
    """Uma CDA de recife em cada situação, pelo código dela."""
    cdas = {}
    for codigo, (posicao, situacoes) in CAMINHOS.items():
        cdas[codigo] = de_recife.cda(posicao=posicao, devedor_nome=f"DEVEDOR DE RECIFE {codigo.upper()}")
        for situacao in situacoes:
            de_recife.acionar(cdas[codigo], situacao)
    return cdas


Entrar = Callable[[Usuario], Client]


@pytest.fixture
def entrar() -> Entrar:
    """Um navegador (sem JavaScript) com a pessoa já dentro."""

    def abrir(pessoa: Usuario) -> Client:
        return entrar_por(Client(), pessoa)

    return abrir


@pytest.fixture
def otavio(olinda: Credor) -> Usuario:
    """Gestor da vizinha."""
    return pessoa_de("otavio", olinda, "gestor")


@pytest.fixture
def carla(crm_pe: Credor) -> Usuario:
    """Operadora do conselho."""
    return pessoa_de("carla", crm_pe, "operador")
