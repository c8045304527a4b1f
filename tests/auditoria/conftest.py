from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def pasta_do_hub(settings: Settings, tmp_path: Path) -> Path:
    """Cada teste com a sua chave de assinar e a sua âncora."""
    settings.PASTA = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """O banco de teste se esvazia entre testes com transação própria: só nele o gatilho do TRUNCATE fica desligado."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for tabela in ("evento", "selo"):
            cursor.execute(f"alter table {tabela} disable trigger {tabela}_nao_se_esvazia")
