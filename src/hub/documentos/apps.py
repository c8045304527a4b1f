from django.apps import AppConfig


class Documentos(AppConfig):
    name = "hub.documentos"
    verbose_name = "Documentos"

    def ready(self) -> None:
        from hub.credores.servicos import AO_NASCER  # noqa: PLC0415 - os modelos só existem depois de carregados
        from hub.documentos.padrao import modelos_garantir  # noqa: PLC0415

        if modelos_garantir not in AO_NASCER:
            AO_NASCER.append(modelos_garantir)
