from django.apps import AppConfig


class Operacao(AppConfig):
    name = "hub.operacao"
    verbose_name = "Operação"
