"""Aplicação WSGI que o granian serve."""

import gc
import os
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from hub.credores.inquilino import processo_web


def _ficar_num_nucleo() -> None:
    """Prende o processo a um núcleo, em rodízio pela ordem entre os irmãos.

    As linhas de execução de um processo Python correm uma por vez; se a vez passa de um núcleo a outro, o que estava
    no cache fica para trás. `HUB_NUCLEO_FIXO=0` deixa o sistema escolher.
    """
    pai, eu = os.getppid(), str(os.getpid())
    filhos = Path("/proc", str(pai), "task", str(pai), "children")
    irmaos = filhos.read_text(encoding="ascii").split() if filhos.is_file() else []
    if eu in irmaos and os.environ.get("HUB_NUCLEO_FIXO", "1") == "1":
        nucleos = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {nucleos[irmaos.index(eu) % len(nucleos)]})


_ficar_num_nucleo()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
# Antes dos ajustes, que escolhem com que usuário se entra no banco.
processo_web()
_django = get_wsgi_application()
# As rotas trazem quase todo o código: cada processo o carrega antes de atender, e não na primeira chamada.
import_module(settings.ROOT_URLCONF)
application = import_module("hub.projeto.barreira").em_utf8(_django)
# O que já se importou vive até o fim: o coletor de lixo não precisa percorrê-lo a cada volta.
gc.collect()
gc.freeze()
