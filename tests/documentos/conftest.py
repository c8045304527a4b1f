"""Quem emite documentos, e de que CDA."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cda_completa import AGORA, COMPLETA, NUMEROS, Entrar, FazerCDA, versao_de
from django.test import Client
from pytest_django.fixtures import Settings

from entradas import entrar_por
from hub.acesso.models import Usuario, Vinculo
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.documentos.models import VersaoDoModelo
from simuladores.correio import CaixaPostal


@pytest.fixture
def agora() -> datetime:
    return AGORA


@pytest.fixture
def fazer_cda() -> FazerCDA:
    def fazer(credor: Credor, **campos: object) -> CDA:
        lote = credor.lotes.first() or Lote.objects.create(
            credor=credor, porta="arquivo", ator="ana", sha256="0" * 64, em=AGORA.date(), situacao="concluido"
        )
        proprios = {"numero_cda": f"2025/{next(NUMEROS):06d}", "resumo": b"x" * 16, "lote": lote, "chegou_em": lote.em}
        carteira = credor.carteiras.get(codigo="GERAL")
        return CDA.objects.create(credor=credor, carteira=carteira, **{**COMPLETA, **proprios, **campos})

    return fazer


@pytest.fixture
def cda(recife: Credor, fazer_cda: FazerCDA) -> CDA:
    return fazer_cda(recife)


@pytest.fixture
def certidao(recife: Credor) -> VersaoDoModelo:
    return versao_de(recife, "CDA-PADRAO")


@pytest.fixture
def carta(recife: Credor) -> VersaoDoModelo:
    return versao_de(recife, "CARTA-PADRAO")


@pytest.fixture
def olga(gestora_de_olinda: Usuario) -> Usuario:
    """Gestora da vizinha."""
    return gestora_de_olinda


@pytest.fixture
def olavo(recife: Credor) -> Usuario:
    """Operador de recife: emite, não escreve modelos."""
    pessoa = Usuario.objects.create_user("olavo", password="senha-de-olavo-longa", first_name="Olavo")
    Vinculo.objects.create(usuario=pessoa, credor=recife, perfil="operador")
    return pessoa


@pytest.fixture
def entrar() -> Entrar:
    def abrir(pessoa: Usuario) -> Client:
        return entrar_por(Client(), pessoa)

    return abrir


@pytest.fixture
def caixa(tmp_path: Path, settings: Settings) -> Iterator[CaixaPostal]:
    with CaixaPostal(tmp_path / "correio", demora=1.0) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        settings.SMTP = f"smtp://127.0.0.1:{servidor.porta}/?remetente=cartas@hub.test&cifrado=0"
        yield servidor
        servidor.shutdown()
