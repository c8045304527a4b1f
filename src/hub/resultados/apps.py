from django.apps import AppConfig


class Resultados(AppConfig):
    name = "hub.resultados"
    verbose_name = "Resultados"
