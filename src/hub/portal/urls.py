from django.urls import path

from hub.portal import telas, telas_conta, telas_govbr

urlpatterns = [
    path("", telas.inicio, name="inicio"),
    path("entrar", telas.entrar, name="entrar"),
    path("entrar/codigo", telas_conta.entrar_codigo, name="entrar_codigo"),
    path("entrar/govbr", telas_govbr.entrar_govbr, name="entrar_govbr"),
    path("entrar/govbr/volta", telas_govbr.govbr_volta, name="govbr_volta"),
    path("entrar/govbr/nivel", telas_govbr.govbr_nivel, name="govbr_nivel"),
    path("entrar/govbr/subir", telas_govbr.govbr_subir, name="govbr_subir"),
    path("sair", telas.sair, name="sair"),
    path("sair/govbr", telas_govbr.sair_govbr, name="sair_govbr"),
    path("ate-logo", telas_govbr.ate_logo, name="ate_logo"),
    path("conta", telas_conta.conta, name="conta"),
    path("conta/segundo-fator", telas_conta.segundo_fator, name="segundo_fator"),
    path("credor", telas.credor, name="credor"),
    path("privacidade", telas.privacidade, name="privacidade"),
    path("acessibilidade", telas.acessibilidade, name="acessibilidade"),
]
