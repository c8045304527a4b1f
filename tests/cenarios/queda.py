"""Roda um comando do hub noutro processo e o mata (SIGKILL) na n-ésima vez que uma função é chamada."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from hub.projeto import banco

#: O processo que morre: troca a função por uma que conta e se mata, antes ou depois de fazer o trabalho.
_MORTAL = """
import importlib, os, signal, sys
import django
django.setup()
from django.conf import settings
settings.PASTA_DE_TRABALHO = {pasta!r}
modulo, caminho = {alvo!r}.rsplit(":", 1)
*donos, nome = caminho.split(".")
dono = importlib.import_module(modulo)
for um in donos:
    dono = getattr(dono, um)
original, vezes = getattr(dono, nome), 0
def mortal(*args, **kwargs):
    global vezes
    vezes += 1
    if vezes == {vez} and {antes}:
        os.kill(os.getpid(), signal.SIGKILL)
    feito = original(*args, **kwargs)
    if vezes == {vez}:
        os.kill(os.getpid(), signal.SIGKILL)
    return feito
if {vez}:
    setattr(dono, nome, mortal)
{preparo}
from django.core.management import call_command
call_command({comando!r}, *{argumentos!r}, "--json")
"""


def comando(
    *argumentos: str, pasta: Path, alvo: str = "os:getpid", vez: int = 0, antes: bool = False, preparo: str = ""
) -> subprocess.CompletedProcess[str]:
    """Roda `hub ARGUMENTOS`; com `vez`, morre na n-ésima chamada de `alvo` (`modulo:funcao` ou `modulo:Classe.f`)."""
    texto = _MORTAL.format(
        pasta=str(pasta),
        alvo=alvo,
        vez=vez,
        antes=antes,
        comando=argumentos[0],
        argumentos=argumentos[1:],
        preparo=preparo,
    )
    nome = settings.DATABASES["default"]["NAME"]
    url = banco.url_do_banco().replace("///hub?", f"///{nome}?")
    ambiente = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    return subprocess.run([sys.executable, "-c", texto], env=ambiente, capture_output=True, text=True, check=False)  # noqa: S603
