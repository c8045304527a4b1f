from django.apps import AppConfig


class Projeto(AppConfig):
    name = "hub.projeto"
    verbose_name = "Projeto"
