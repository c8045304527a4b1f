from django.apps import AppConfig


class Dividas(AppConfig):
    name = "hub.dividas"
    verbose_name = "Dívidas"
