from __future__ import annotations

import pytest

from cenarios.iptu import IPTU
from cenarios.portas import PORTAS, Porta, Registro


@pytest.fixture(params=sorted(PORTAS))
def porta(request: pytest.FixtureRequest, ana: object) -> Porta:
    """Cada cenário roda por API, tela e arquivo."""
    return PORTAS[request.param]


@pytest.fixture
def iptu() -> Registro:
    return dict(IPTU)
