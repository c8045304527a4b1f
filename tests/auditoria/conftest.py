from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def pasta_do_hub(settings: Settings, tmp_path: Path) -> Path:
    """Cada teste com a sua chave de assinar e a sua âncora."""
    settings.PASTA = tmp_path
    return tmp_path
