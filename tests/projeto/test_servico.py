"""O que cerca o atendimento: a conexão guardada, o núcleo de cada processo e as rotas já carregadas."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
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


_VIGIA = """
import sys
from hub.projeto import processos
processos.ESPERA_PELO_FIM = 1
print(processos.vigiar({"um": [sys.executable, "-c", sys.argv[1]], "outro": [sys.executable, "-c", sys.argv[2]]}))
"""
#: Um filho que escreve o próprio número e fica; e o mesmo, surdo ao pedido de parar.
_FICA = "import os, pathlib, time; pathlib.Path({arquivo!r}).write_text(str(os.getpid())); time.sleep(60)"
_SURDO = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + _FICA


def _vigiar(*filhos: str) -> subprocess.Popen[str]:
    comando = [sys.executable, "-c", _VIGIA, *filhos]
    return subprocess.Popen(comando, text=True, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 - nosso


def _espera(arquivo: Path) -> int:
    fim = time.monotonic() + 30
    while not (arquivo.is_file() and arquivo.read_text()):
        assert time.monotonic() < fim
        time.sleep(0.05)
    return int(arquivo.read_text())


def _vive(numero: int) -> bool:
    return Path("/proc", str(numero), "stat").is_file()


@pytest.mark.parametrize("sinal", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("filho", [_FICA, _SURDO], ids=["ouve", "surdo"])
def test_o_sinal_do_terminal_encerra_todos(filho: str, sinal: signal.Signals, tmp_path: Path) -> None:
    arquivos = [tmp_path / "um", tmp_path / "outro"]
    vigia = _vigiar(*(filho.format(arquivo=str(arquivo)) for arquivo in arquivos))
    numeros = [_espera(arquivo) for arquivo in arquivos]
    os.killpg(vigia.pid, sinal)
    saida, _ = vigia.communicate(timeout=30)
    assert (vigia.returncode, saida.strip()) == (0, "pedido")
    assert not any(_vive(numero) for numero in numeros)


def test_o_filho_que_cai_encerra_os_outros_e_diz_qual(tmp_path: Path) -> None:
    vigia = _vigiar(_FICA.format(arquivo=str(tmp_path / "um")), "raise SystemExit(3)")
    saida, _ = vigia.communicate(timeout=30)
    assert saida.strip() == "outro"


_VIGIA_QUE_VOLTA = """
import sys
from hub.projeto import processos
processos.ESPERA_PELO_FIM, processos.ESPERA_PARA_VOLTAR = 1, 0.1
comandos = {"um": [sys.executable, "-c", sys.argv[1]], "outro": [sys.executable, "-c", sys.argv[2]]}
print(processos.vigiar(comandos, voltam={"outro"}))
"""
#: Um filho que anota cada vez que se inicia, e cai.
_CAI = (
    "import pathlib; a = pathlib.Path({arquivo!r}); a.write_text(a.read_text() + 'x' if a.exists() else 'x'); exit(1)"
)
#: E um que espera o outro ter caído três vezes, e acaba.
_ESPERA_TRES = """
import pathlib, time
arquivo = pathlib.Path({arquivo!r})
while not arquivo.exists() or len(arquivo.read_text()) < 3: time.sleep(0.05)
"""


def test_o_que_volta_nao_encerra_ninguem(tmp_path: Path) -> None:
    onde = str(tmp_path / "vezes")
    comando = [sys.executable, "-c", _VIGIA_QUE_VOLTA, _ESPERA_TRES.format(arquivo=onde), _CAI.format(arquivo=onde)]
    saida = subprocess.check_output(comando, text=True, timeout=60)  # noqa: S603 - nosso
    assert saida.strip() == "um"
    assert len(Path(onde).read_text()) >= 3


def test_porta_ocupada_se_recusa_antes_de_abrir(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ocupada, pytest.raises(SystemExit) as saiu:
        call_command("servir", "--porta", str(ocupada.getsockname()[1]), "--json")
    assert saiu.value.code == 1
    assert '"ENDERECO_EM_USO"' in capsys.readouterr().out


@pytest.mark.parametrize("opcao", ["--porta=0", "--porta=99999", "--porta=x", "--processos=0", "--processos=-1"])
def test_numero_que_nao_serve_e_uso_errado(opcao: str) -> None:
    with pytest.raises(CommandError, match="Use um número de 1 a"):
        call_command("servir", opcao)
