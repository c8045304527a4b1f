"""As chaves de antes viram credenciais sem que se perca nenhuma: o mesmo segredo continua a valer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from credenciais import pedir_como
from hub.acesso.models import CredencialDeApi
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor

SEGREDO = "hub_" + "a" * 43


@pytest.fixture
def como_era(transactional_db: None) -> Iterator[None]:
    # O `migrate` do hub aplicaria ao fim a segurança por linha de agora a tabelas que ainda não há.
    with inquilino.como(Papel.DONO):
        MigrationExecutor(connection).migrate([("acesso", "0011_perfis")])
    yield
    call_command("migrate", verbosity=0)


def test_a_chave_de_antes_vira_credencial_com_o_mesmo_segredo(recife: Credor, como_era: None) -> None:
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        for nome, segredo, revogada in (("ERP", SEGREDO, None), ("velha", "hub_outro", "2025-01-01T00:00Z")):
            cursor.execute(
                "insert into chave_api (credor_id, nome, resumo, criada_em, revogada_em)"
                " values (%s, %s, %s, now(), %s)",
                [recife.pk, nome, hashlib.sha256(segredo.encode()).hexdigest(), revogada],
            )
    call_command("migrate", verbosity=0)
    credencial, velha = CredencialDeApi.objects.order_by("nome")
    assert (credencial.nome, credencial.especie, credencial.redes, credencial.ate) == ("ERP", "producao", [], None)
    assert len(credencial.escopos) == 6
    assert credencial.client_id != velha.client_id
    assert pedir_como(credencial, SEGREDO).status_code == 200
    assert pedir_como(velha, "hub_outro").status_code == 401
