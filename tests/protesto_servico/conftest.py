"""Recife entrega a protesto pelo serviço de uma CRA simulada, por HTTP de verdade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from balcao_da_cra import SENHA, Balcao, ligar, no_ar

from cenarios.iptu import IPTU
from cenarios.portas import Registro
from hub.credores.models import Credor
from hub.estrategias.chamadas.rede import Prazos
from hub.estrategias.protesto.cra21 import cliente
from simuladores.cra import CRA, Parametros
from simuladores.cra.servidor import Servidor


@pytest.fixture
def iptu() -> Registro:
    return dict(IPTU)


@pytest.fixture
def parametros() -> Parametros:
    """O que esta CRA aceita; cada arquivo de teste pode trocar."""
    return Parametros(usuarios={"recife": SENHA, "olinda": SENHA}, confere_documento=False)


@pytest.fixture
def servidor(tmp_path: Path, parametros: Parametros) -> Iterator[Servidor]:
    with no_ar(Servidor(CRA(tmp_path / "cra", parametros=parametros))) as atende:
        yield atende


@pytest.fixture(autouse=True)
def prazos_curtos(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CRA que não responde não segura o teste dois minutos."""
    curtos = Prazos(ligar=5, ouvir=1.5, ao_todo=4)
    monkeypatch.setattr(cliente.chamar, "__defaults__", (curtos,))


@pytest.fixture
def fila_vazia(transactional_db: None) -> None:
    """Esvaziar as tabelas entre testes não alcança as da fila, que o Django não administra."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


@pytest.fixture
def em() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def balcao(recife: Credor, servidor: Servidor, iptu: Registro, tmp_path: Path) -> Balcao:
    """Recife, ligado à CRA de Pernambuco."""
    ligar(recife, servidor.soap, codigo="582", usuario="recife")
    return Balcao(credor=recife, servidor=servidor, iptu=iptu, saida=tmp_path / "saida")
