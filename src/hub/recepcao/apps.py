from django.apps import AppConfig


class Recepcao(AppConfig):
    name = "hub.recepcao"
    verbose_name = "Recepção"
