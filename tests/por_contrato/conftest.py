"""Recife no Cadin e no SCPC simulados, cada um pelo contrato gravado."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from guiche import SENHA, Guiche, gravar, no_ar

from cenarios.iptu import IPTU
from cenarios.portas import Registro
from hub.credores.models import Credor
from simuladores.cadastro import Cadastro
from simuladores.cadastro.servidor import Servidor


@pytest.fixture
def iptu() -> Registro:
    return dict(IPTU)


@pytest.fixture
def em() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def servidor(tmp_path: Path) -> Iterator[Servidor]:
    with no_ar(Servidor(Cadastro(tmp_path / "cadastro"), operadores={"recife": SENHA, "olinda": SENHA})) as atende:
        yield atende


@pytest.fixture
def cadin(recife: Credor, servidor: Servidor, iptu: Registro, tmp_path: Path) -> Guiche:
    gravar("cadin")
    guiche = Guiche(canal="cadin", credor=recife, servidor=servidor, iptu=iptu, saida=tmp_path / "saida")
    guiche.ligar("recife")
    return guiche


@pytest.fixture
def scpc(recife: Credor, servidor: Servidor, iptu: Registro, tmp_path: Path) -> Guiche:
    gravar("scpc")
    guiche = Guiche(canal="scpc", credor=recife, servidor=servidor, iptu=iptu, saida=tmp_path / "saida")
    guiche.ligar("recife")
    return guiche
