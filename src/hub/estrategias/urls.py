from django.urls import path

from hub.estrategias import telas

urlpatterns = [
    path("remessas", telas.remessas, name="remessas"),
    path("remessas/<int:remessa>", telas.remessa, name="remessa"),
    path("remessas/<int:remessa>/liberar", telas.liberar, name="remessa_liberar"),
    path("remessas/<int:remessa>/descartar", telas.descartar, name="remessa_descartar"),
    path("remessas/<int:remessa>/arquivos/<int:arquivo>", telas.arquivo, name="remessa_arquivo"),
    path("retornos", telas.retornos, name="retornos"),
    path("retornos/<int:retorno>", telas.retorno, name="retorno"),
]
