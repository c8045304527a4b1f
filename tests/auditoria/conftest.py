from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from hub.credores import inquilino
from hub.credores.inquilino import Papel


@pytest.fixture(autouse=True)
def com_todos_os_poderes() -> Iterator[None]:
    """Aqui se adultera de propósito: fala-se como o dono das tabelas, que pode mais que qualquer processo do hub."""
    with inquilino.como(Papel.DONO):
        yield


@pytest.fixture(autouse=True)
def pasta_do_hub(settings: Settings, tmp_path: Path) -> Path:
    """Cada teste com a sua chave de assinar e a sua âncora."""
    settings.PASTA = tmp_path
    return tmp_path
