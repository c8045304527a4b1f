"""Aplicação WSGI que o granian serve."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
application = get_wsgi_application()
