from django.urls import path

from hub.estrategias.divida_aberta import telas, telas_dos_dados

urlpatterns = [
    path("robots.txt", telas.robos, name="robos"),
    path("divida-aberta/", telas.inicio, name="aberta"),
    path("divida-aberta/busca", telas.busca, name="aberta_busca"),
    path("divida-aberta/documento", telas.documento, name="aberta_documento"),
    path("divida-aberta/devedor/<slug:devedor>", telas.devedor, name="aberta_devedor"),
    path("divida-aberta/lugares", telas.lugares, name="aberta_lugares"),
    path("divida-aberta/dados/", telas_dos_dados.dados, name="aberta_dados"),
    path("divida-aberta/dados/<str:nome>", telas_dos_dados.arquivo, name="aberta_arquivo"),
    path("divida-aberta/dados/diferencas/<str:dia>.csv", telas_dos_dados.diferencas_do_dia, name="aberta_diferencas"),
]
