from django.apps import AppConfig


class Portal(AppConfig):
    name = "hub.portal"
    verbose_name = "Portal"
