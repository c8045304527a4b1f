from django.urls import path

from hub.portal import telas, telas_auditoria, telas_conta, telas_equipe, telas_govbr, telas_pgfn

urlpatterns = [
    path("", telas.raiz, name="inicio"),
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
    path("convites", telas_equipe.convites, name="convites"),
    path("equipe", telas_equipe.equipe, name="equipe"),
    path("equipe/convidar", telas_equipe.convidar, name="equipe_convidar"),
    path("equipe/convites/<int:convite>/retirar", telas_equipe.convite_desfazer, name="equipe_convite_retirar"),
    path("equipe/<int:vinculo>", telas_equipe.pessoa, name="equipe_pessoa"),
    path("equipe/<int:vinculo>/retirar", telas_equipe.retirar, name="equipe_retirar"),
    path("auditoria", telas_auditoria.auditoria, name="auditoria"),
    path("pgfn", telas_pgfn.pgfn, name="pgfn"),
    path("pgfn/equipe", telas_pgfn.pgfn_equipe, name="pgfn_equipe"),
    path("pgfn/auditoria", telas_auditoria.pgfn_auditoria, name="pgfn_auditoria"),
    path("privacidade", telas.privacidade, name="privacidade"),
    path("acessibilidade", telas.acessibilidade, name="acessibilidade"),
]
