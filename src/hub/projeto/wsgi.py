"""Aplicação WSGI que o granian serve."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
application = get_wsgi_application()
# O que já se importou vive até o fim: o coletor de lixo não precisa percorrê-lo a cada volta.
gc.collect()
gc.freeze()
