"""O que o hub diz quando o ambiente não serve: banco, pasta, terminal e argumentos."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hub.projeto import banco


def hub(*argumentos: str, entrada: bytes = b"", **variaveis: str) -> subprocess.CompletedProcess[bytes]:
    """Roda a linha de comando como o terminal a roda."""
    comando = [sys.executable, "-c", "from hub.projeto.comando import principal; principal()", *argumentos]
    return subprocess.run(comando, input=entrada, capture_output=True, check=False, env={**os.environ, **variaveis})  # noqa: S603


@pytest.mark.parametrize(
    ("variaveis", "codigo"),
    [
        ({"DATABASE_URL": "lixo:segredo"}, "ENDERECO_DO_BANCO_ILEGIVEL"),
        ({"DATABASE_URL": "postgres:/pessoa:segredo@servidor/hub"}, "ENDERECO_DO_BANCO_ILEGIVEL"),
        ({"DATABASE_URL": "postgresql://pessoa:segredo@servidor"}, "ENDERECO_DO_BANCO_ILEGIVEL"),
        ({"DATABASE_URL": "postgresql://pessoa:segredo@127.0.0.1:1/hub"}, "BANCO_INACESSIVEL"),
        ({"HUB_PASTA": "/proc/nao-ha"}, "ARQUIVO_INACESSIVEL"),
        ({"HUB_PASTA": "/etc/hostname"}, "ARQUIVO_INACESSIVEL"),
        ({"DATABASE_URL": banco.url_do_banco().replace("///hub?", "///postgres?")}, "BANCO_POR_PREPARAR"),
    ],
)
def test_ambiente_que_nao_serve_se_diz_sem_a_senha(variaveis: dict[str, str], codigo: str) -> None:
    em_json = hub("credor", "listar", "--json", **variaveis)
    no_terminal = hub("credor", "listar", **variaveis)
    assert (em_json.returncode, no_terminal.returncode) == (1, 1)
    dito = json.loads(em_json.stdout)
    assert dito["erro"] == codigo
    assert no_terminal.stderr.decode().split()[:1] == [codigo]
    assert b"segredo" not in em_json.stdout + em_json.stderr + no_terminal.stderr
    assert b"Traceback" not in no_terminal.stderr


def test_servir_sem_tabelas_manda_preparar() -> None:
    sem_tabelas = banco.url_do_banco().replace("///hub?", "///postgres?")
    feito = hub("servir", "--json", DATABASE_URL=sem_tabelas)
    assert json.loads(feito.stdout)["erro"] == "BANCO_POR_PREPARAR"


def test_argumento_que_nao_esta_em_utf8() -> None:
    numero = os.fsdecode(b"2024/\xe7")
    feito = hub("por-que", numero, "--credor", "99001001000118", "--json")
    assert json.loads(feito.stdout)["erro"] == "TEXTO_ILEGIVEL"
    # Nome de arquivo pode estar noutra codificação: o sistema o entende assim.
    feito = hub("validar", numero, "--json")
    assert json.loads(feito.stdout)["erro"] == "ARQUIVO_NAO_ENCONTRADO"


def test_calculo_com_uso_errado_nao_espera_a_entrada() -> None:
    assert hub("calcular", "documento", "--foo", entrada=b"{}").returncode == 2
    assert hub("calcular", "documento", "atualizacao", entrada=b"{}").returncode == 2
    assert hub("calcular", entrada=b"{}").returncode == 2
    inexistente = hub("calcular", "astrologia")
    assert (inexistente.returncode, json.loads(inexistente.stdout)["erro"]) == (1, "CALCULO_INEXISTENTE")
