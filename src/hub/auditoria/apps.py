from django.apps import AppConfig


class Auditoria(AppConfig):
    name = "hub.auditoria"
    verbose_name = "Auditoria"
