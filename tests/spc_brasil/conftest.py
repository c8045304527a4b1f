"""Recife registra no SPC Brasil simulado, por HTTP de verdade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from mesa_do_spc import SENHA, Mesa, no_ar

from cenarios.iptu import IPTU
from cenarios.portas import Registro
from hub.credores.models import Credor
from hub.estrategias.chamadas.rede import Prazos
from hub.estrategias.por_registro import entrega
from hub.estrategias.spc_brasil import cliente
from simuladores.biro.servidor import Servidor
from simuladores.biro.spc import SPC


@pytest.fixture
def iptu() -> Registro:
    return dict(IPTU)


@pytest.fixture
def servidor(tmp_path: Path) -> Iterator[Servidor]:
    operadores = {"recife": SENHA, "olinda": SENHA}
    with no_ar(Servidor(SPC(tmp_path / "spc"), operadores=operadores, demora=4)) as atende:
        yield atende


@pytest.fixture(autouse=True)
def prazos_curtos(monkeypatch: pytest.MonkeyPatch) -> None:
    """O serviço que não responde não segura o teste um minuto."""
    curtos = Prazos(ligar=5, ouvir=1.5, ao_todo=4)
    monkeypatch.setattr(cliente.chamar, "__defaults__", (None, curtos))
    monkeypatch.setattr(entrega, "DE_UM_REGISTRO", curtos)


@pytest.fixture
def em() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def mesa(recife: Credor, servidor: Servidor, iptu: Registro, tmp_path: Path) -> Mesa:
    """Recife, ligado ao SPC Brasil e com os códigos das listas dele."""
    mesa = Mesa(credor=recife, servidor=servidor, iptu=iptu, saida=tmp_path / "saida")
    mesa.ligar("recife")
    return mesa
