"""Personagens fixos e o banco dos testes.

`recife` é a dona dos dados; `olinda`, a vizinha que nada pode ver; `crm_pe`, um conselho com outras regras;
`ana` administra e `beto` só consulta, ambos em recife.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pytest_django.fixtures import Settings

#: Os arquivos que mais demoram, com poucos testes cada um: se não começassem antes, um processo ficaria sozinho no fim.
DEMORADOS = (
    "portal/test_navegador.py",
    "cenarios/test_queda.py",
    "bench/test_bench_caminhos.py",
    "operacao/test_fila.py",
    "portal/test_navegador_govbr.py",
    "portal/test_do_pedido_ao_ar.py",
    "leiautes/test_motor.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    vez = {Path(__file__).parent / nome: vez for vez, nome in enumerate(DEMORADOS)}
    items.sort(key=lambda item: vez.get(item.path, len(vez)))


def pytest_configure() -> None:
    """Põe o banco no ar e separa a pasta de trabalho dos testes da de quem desenvolve."""
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    # Nenhum teste cobra tempo: numa máquina ocupada o mesmo exemplo leva dez vezes mais.
    hypothesis.settings.register_profile("hub", deadline=None)
    hypothesis.settings.load_profile("hub")
    from hub.projeto import banco

    banco.garantir()


@pytest.fixture(autouse=True)
def pasta_de_trabalho(settings: Settings) -> Iterator[Path]:
    """Arquivos recebidos e gerados vão para uma pasta que some com o teste."""
    with tempfile.TemporaryDirectory(prefix="hub-teste-") as pasta:
        settings.PASTA = Path(pasta)
        # Senha de personagem não precisa resistir a ataque: cada uma custaria meio segundo.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.PASTA_DE_TRABALHO = pasta
        yield Path(pasta)


@pytest.fixture(autouse=True)
def ninguem_ainda() -> None:
    """Todo teste começa falando com o banco como a linha de comando, mesmo que o anterior não o tenha reposto."""
    from hub.credores import inquilino

    inquilino.trocar(None)


@pytest.fixture(autouse=True)
def nada_lembrado() -> None:
    """O que o processo lembra da operação por um instante não passa de um teste a outro."""
    from hub.operacao import estado, vigentes

    vigentes.esquecer()
    estado.esquecer()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """O banco de teste se esvazia entre testes com transação própria: só nele o gatilho do TRUNCATE fica desligado."""
    from django.db import connection

    from hub.credores import inquilino
    from hub.credores.inquilino import Papel

    with django_db_blocker.unblock(), inquilino.como(Papel.DONO), connection.cursor() as cursor:
        for tabela in ("evento", "selo"):
            cursor.execute(f"alter table {tabela} disable trigger {tabela}_nao_se_esvazia")


@pytest.fixture
def em() -> date:
    """O dia em que os cenários acontecem."""
    return date(2026, 3, 2)


@pytest.fixture
def gestora_de_olinda(olinda: object) -> object:
    return _pessoa("olga", olinda, "gestor")


@pytest.fixture
def recife(db: object) -> object:
    return _credor("99001001000118", "Município do Recife", "MUNICIPIO", "2611606", "Recife")


@pytest.fixture
def olinda(db: object) -> object:
    return _credor("99002002000187", "Município de Olinda", "MUNICIPIO", "2609600", "Olinda")


@pytest.fixture
def crm_pe(db: object) -> object:
    return _credor("99003003000146", "Conselho Regional de Medicina de Pernambuco", "CONSELHO", "2611606", "Recife")


@pytest.fixture
def ana(recife: object) -> object:
    return _pessoa("ana", recife, "gestor")


@pytest.fixture
def beto(recife: object) -> object:
    return _pessoa("beto", recife, "consulta")


def _credor(cnpj: str, nome: str, tipo: str, ibge: str, municipio: str) -> object:
    from hub.credores.servicos import convenio_assinar, credor_criar

    credor = credor_criar(
        cnpj=cnpj,
        nome=nome,
        tipo=tipo,
        municipio_ibge=ibge,
        uf="PE",
        municipio=municipio,
        endereco="Praça do Exemplo, 1",
        cep="50000000",
        ator="teste",
    )
    convenio_assinar(credor=credor, assinado_por="Prefeita", vigencia_inicio=date(2020, 1, 1), ator="teste")
    return credor


def _pessoa(nome: str, credor: object, perfil: str) -> object:
    from hub.acesso.models import Usuario, Vinculo

    usuario = Usuario.objects.create_user(nome, password=f"senha-de-{nome}-longa", first_name=nome.title())
    Vinculo.objects.create(usuario=usuario, credor=credor, perfil=perfil)
    return usuario
