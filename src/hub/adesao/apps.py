from django.apps import AppConfig


class Adesao(AppConfig):
    name = "hub.adesao"
    verbose_name = "Adesão"
