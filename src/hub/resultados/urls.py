from django.urls import path

from hub.resultados import cdas, telas

urlpatterns = [
    path("resultados", telas.resultados, name="resultados"),
    path("resultados.csv", telas.em_csv, name="resultados_csv"),
    path("resultados.xlsx", telas.em_xlsx, name="resultados_xlsx"),
    path("cdas", cdas.lista, name="cdas"),
    path("cdas/<int:cda>", cdas.pagina, name="cda"),
]
