"""Os endereços: cada cômodo diz os seus; a API fica em `/api/v1/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hub.projeto.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("hub.portal.urls")),
    path("", include("hub.adesao.urls")),
    path("", include("hub.recepcao.urls")),
    path("", include("hub.resultados.urls")),
    path("", include("hub.estrategias.urls")),
    path("", include("hub.documentos.urls")),
    path("", include("hub.estrategias.divida_aberta.urls")),
]

handler400 = "hub.portal.erros.pedido_errado"
handler404 = "hub.portal.erros.nao_achado"
handler500 = "hub.portal.erros.erro_nosso"
