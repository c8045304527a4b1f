"""Quem pede adesão: `caio`, por Jaboatão; e `duda`, outra pretendente, que nada dele pode ver."""

from __future__ import annotations

import pytest

from adesao.fabrica_de_adesoes import pessoa
from hub.acesso.models import Usuario


@pytest.fixture
def caio(db: None) -> Usuario:
    return pessoa("caio")


@pytest.fixture
def duda(db: None) -> Usuario:
    return pessoa("duda")
