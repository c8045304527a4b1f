"""O que cerca o atendimento: a conexão guardada, o núcleo de cada processo e as rotas já carregadas."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

_PROCESSO_WEB = """
import os, sys
import hub.projeto.wsgi
print("hub.projeto.api" in sys.modules)
print(len(os.sched_getaffinity(0)))
"""


def test_conexao_que_o_banco_fechou_nao_serve_e_a_seguinte_serve(transactional_db: None) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as outra:
        outra.execute("select pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


@pytest.mark.parametrize(("nucleo_fixo", "nucleos"), [("1", 1), ("0", len(os.sched_getaffinity(0)))])
def test_processo_web_sobe_com_as_rotas_e_num_nucleo(nucleo_fixo: str, nucleos: int) -> None:
    variaveis = {**os.environ, "HUB_NUCLEO_FIXO": nucleo_fixo, "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    saida = subprocess.check_output([sys.executable, "-c", _PROCESSO_WEB], text=True, env=variaveis)  # noqa: S603 - nosso
    assert saida.split() == ["True", str(nucleos)]
