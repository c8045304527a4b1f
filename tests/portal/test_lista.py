"""A lista de CDAs anda por páginas de custo fixo e acha pelo que a pessoa tem na mão."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fabrica_do_livro import CNPJ, CPF, Fabrica

from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro, cdas_listar


def test_as_paginas_passam_por_todas_uma_vez(de_recife: Fabrica, de_olinda: Fabrica, recife: Credor) -> None:
    numeros = {de_recife.cda(f"A{n:03d}").numero_cda for n in range(7)}
    de_olinda.cda("A0015")
    vistos: list[str] = []
    apos = ""
    while True:
        pagina = cdas_listar(credor=recife, filtro=Filtro(), apos=apos, limite=3)
        vistos += [cda.numero_cda for cda, _ in pagina.linhas]
        apos = pagina.proxima
        if not apos:
            break
    assert vistos == sorted(numeros)


@pytest.mark.parametrize(
    "busca",
    [
        "2024/0001",
        "2024/000123",
        "529.982.247-25",
        CPF,
        "maria do",
        "MARIA DO EXEMPLO",
        " Maria   do  exemplo ",
        "máriã do ex",
    ],
)
def test_busca_acha_por_numero_documento_e_comeco_do_nome(busca: str, de_recife: Fabrica, recife: Credor) -> None:
    procurada = de_recife.cda("2024/000123")
    de_recife.cda("2025/000123", devedor_documento=CNPJ, devedor_nome="COMÉRCIO EXEMPLO LTDA")
    achadas = cdas_listar(credor=recife, filtro=Filtro(busca=busca)).linhas
    assert [cda for cda, _ in achadas] == [procurada]


@pytest.mark.parametrize("busca", ["DO EXEMPLO", "000123", "52998224", "%", "_", "'", "2024/0001234"])
def test_busca_nao_acha_pelo_meio_nem_por_curinga(busca: str, de_recife: Fabrica, recife: Credor) -> None:
    de_recife.cda("2024/000123")
    assert cdas_listar(credor=recife, filtro=Filtro(busca=busca)).linhas == []


def test_cada_filtro_corta(de_recife: Fabrica, recife: Credor) -> None:
    iptu = de_recife.cda(valor_consolidado=Decimal("500.00"))
    outro_lote = de_recife.lote(sha256="1" * 64)
    recife.carteiras.create(codigo="ISS", nome="ISS")
    iss = de_recife.cda(
        tributo="ISS",
        carteira=recife.carteiras.get(codigo="ISS"),
        devedor_uf="PB",
        valor_consolidado=Decimal("9000.00"),
        lote=outro_lote,
    )
    filtros = [
        Filtro(tributo="ISS"),
        Filtro(carteira="ISS"),
        Filtro(uf="pb"),
        Filtro(valor_minimo=Decimal(501)),
        Filtro(lote=outro_lote.pk),
    ]
    for filtro in filtros:
        assert [cda for cda, _ in cdas_listar(credor=recife, filtro=filtro).linhas] == [iss]
    assert [cda for cda, _ in cdas_listar(credor=recife, filtro=Filtro(valor_maximo=Decimal(500))).linhas] == [iptu]
    assert cdas_listar(credor=recife, filtro=Filtro(situacao="paga")).linhas == []


def _da_pagina(consultas: CaptureQueriesContext) -> int:
    """Quantas são da página: as paradas da operação se leem uma vez por segundo, e não a cada pedido."""
    return sum("chaves_ligadas" not in consulta["sql"] for consulta in consultas.captured_queries)


def test_a_pagina_cheia_custa_as_mesmas_consultas_que_a_vazia(
    de_recife: Fabrica, ana: Usuario, entrar: Callable[[Usuario], Client]
) -> None:
    cliente = entrar(ana)
    with CaptureQueriesContext(connection) as vazia:
        cliente.get("/cdas")
    for _ in range(60):
        de_recife.cda()
    with CaptureQueriesContext(connection) as cheia:
        pagina = cliente.get("/cdas").content.decode()
    assert _da_pagina(cheia) == _da_pagina(vazia)
    assert pagina.count('data-th="Número"') == 50
    assert "Próximas" in pagina
