"""Aplicação WSGI que o granian serve."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
application = get_wsgi_application()
# As rotas trazem quase todo o código: cada processo o carrega antes de atender, e não na primeira chamada.
import_module(settings.ROOT_URLCONF)
# O que já se importou vive até o fim: o coletor de lixo não precisa percorrê-lo a cada volta.
gc.collect()
gc.freeze()
