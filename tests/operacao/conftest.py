"""Ligar e desligar chaves como a operação liga, e o que cada credor tem para mandar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from abuso.atacante import Sistema
from cenarios.conftest import iptu
from entradas import entrar_por
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.credores.models import Credor
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_desligar, chave_ligar

__all__ = ["iptu"]

Ligar = Callable[..., ChaveDeOperacao]
Entrar = Callable[[Usuario], Client]


@pytest.fixture(autouse=True)
def pasta_do_hub(settings: Settings, tmp_path: Path) -> Path:
    """Cada teste com a sua chave de assinar e a sua cópia do estado."""
    settings.PASTA = tmp_path
    return tmp_path


@pytest.fixture
def ligar() -> Ligar:
    def ligar_chave(especie: EspecieDeChave, motivo: str = "Troca do disco.", **dados: Any) -> ChaveDeOperacao:
        pedido = PedidoDeChave(especie=especie, motivo=motivo, **dados)
        return chave_ligar(pedido, ator="rosa", agora=timezone.now())

    return ligar_chave


@pytest.fixture
def desligar() -> Callable[[ChaveDeOperacao], ChaveDeOperacao]:
    return lambda chave: chave_desligar(chave.pk, ator="rosa", agora=timezone.now())


@pytest.fixture
def entrar() -> Entrar:
    return lambda pessoa: entrar_por(Client(raise_request_exception=False), pessoa)


@pytest.fixture
def sistema(recife: Credor) -> Sistema:
    """O sistema da dona."""
    return Sistema(recife)


@pytest.fixture
def vizinha(olinda: Credor) -> Sistema:
    return Sistema(olinda)


@pytest.fixture
def rosa(db: None) -> Usuario:
    """Administra a PGFN."""
    pessoa = Usuario.objects.create_user("rosa", first_name="Rosa")
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=PerfilDaPgfn.ADMINISTRADOR)
    return pessoa
