from django.apps import AppConfig


class Estrategias(AppConfig):
    name = "hub.estrategias"
    verbose_name = "Estratégias"
