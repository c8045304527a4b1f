"""Onde o hub guarda o que não vai no banco: uma pasta por instalação, duas cópias não se atrapalham."""

from __future__ import annotations

import hashlib
import os
import pwd
from functools import cache
from pathlib import Path

from hub.projeto.erros import SemUsuarioComum, do_sistema

#: Raiz do checkout, quando o hub roda de um (instalação editável).
CHECKOUT = Path(__file__).resolve().parents[3]


@cache
def pasta_do_hub() -> Path:
    """`HUB_PASTA`, ou `.hub` no checkout, ou a pasta de dados do usuário; criada se não existir.

    Levanta `ArquivoInacessivel`.
    """
    if escolhida := os.environ.get("HUB_PASTA"):
        pasta = Path(escolhida).absolute()
    elif (CHECKOUT / "pyproject.toml").exists():
        pasta = CHECKOUT / ".hub"
    else:
        pasta = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "hub-cobranca"
    try:
        pasta.mkdir(parents=True, exist_ok=True)
    except OSError as erro:
        raise do_sistema(erro) from erro
    return pasta


def usuario_sem_privilegio() -> pwd.struct_passwd | None:
    """O usuário sob o qual o servidor roda quando quem chama é root; None para quem já não é.

    Levanta `SemUsuarioComum`.
    """
    if os.geteuid() != 0:
        return None
    for nome in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(nome)
        except KeyError:
            continue
    raise SemUsuarioComum


def pasta_do_banco() -> Path:
    """Pasta dos dados do PostgreSQL embutido; fora de pastas pessoais fechadas quando quem chama é root."""
    preferida = pasta_do_hub() / "banco"
    if usuario_sem_privilegio() is None or _todos_atravessam(preferida):
        return preferida
    return Path("/var/lib") / f"hub-cobranca-{marca_da_instalacao()}"


def marca_da_instalacao() -> str:
    """Doze caracteres que distinguem esta instalação das outras da mesma máquina."""
    return hashlib.sha256(str(pasta_do_hub()).encode()).hexdigest()[:12]


def _todos_atravessam(pasta: Path) -> bool:
    return all(p.stat().st_mode & 0o001 for p in pasta.parents if p.exists())
