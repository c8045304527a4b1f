from django.apps import AppConfig


class Acesso(AppConfig):
    name = "hub.acesso"
    verbose_name = "Acesso"
