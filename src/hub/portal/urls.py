from django.urls import path

from hub.portal import telas

urlpatterns = [
    path("", telas.inicio, name="inicio"),
    path("entrar", telas.entrar, name="entrar"),
    path("sair", telas.sair, name="sair"),
    path("credor", telas.credor, name="credor"),
    path("privacidade", telas.privacidade, name="privacidade"),
    path("acessibilidade", telas.acessibilidade, name="acessibilidade"),
]
