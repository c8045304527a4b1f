from django.apps import AppConfig


class Credores(AppConfig):
    name = "hub.credores"
    verbose_name = "Credores"
