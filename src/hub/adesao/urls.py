from django.urls import path

from hub.adesao import telas, telas_da_pgfn, telas_do_andamento, telas_do_convenio

urlpatterns = [
    path("adesao", telas.adesoes, name="adesoes"),
    path("adesao/nova", telas.nova, name="adesao_nova"),
    path("adesao/<int:adesao>", telas_do_andamento.adesao, name="adesao"),
    path("adesao/<int:adesao>/ente", telas.ente, name="adesao_ente"),
    path("adesao/<int:adesao>/representante", telas.representante, name="adesao_representante"),
    path("adesao/<int:adesao>/clausulas", telas.clausulas, name="adesao_clausulas"),
    path("adesao/<int:adesao>/documentos", telas.documentos, name="adesao_documentos"),
    path("adesao/<int:adesao>/conferir", telas.conferir, name="adesao_conferir"),
    path("adesao/<int:adesao>/responder", telas_do_andamento.responder, name="adesao_responder"),
    path("adesao/<int:adesao>/assinar", telas_do_andamento.assinar, name="adesao_assinar"),
    path("adesao/<int:adesao>/desistir", telas_do_andamento.desistir, name="adesao_desistir"),
    path("adesao/<int:adesao>/documentos/<int:anexo>", telas_do_andamento.documento, name="adesao_documento"),
    path(
        "adesao/<int:adesao>/documentos/<int:anexo>/retirar", telas.documento_retirar, name="adesao_documento_retirar"
    ),
    path("convenio", telas_do_convenio.convenio, name="convenio"),
    path("convenio/certificar", telas_do_convenio.certificar, name="convenio_certificar"),
    path("convenio/acordo", telas_do_convenio.acordo, name="convenio_acordo"),
    path("pgfn/adesoes", telas_da_pgfn.fila, name="pgfn_adesoes"),
    path("pgfn/adesoes/<int:adesao>", telas_da_pgfn.processo, name="pgfn_adesao"),
    path("pgfn/adesoes/<int:adesao>/analisar", telas_da_pgfn.analisar, name="pgfn_adesao_analisar"),
    path("pgfn/adesoes/<int:adesao>/decidir", telas_da_pgfn.decidir, name="pgfn_adesao_decidir"),
    path("pgfn/adesoes/<int:adesao>/assinar", telas_da_pgfn.assinar, name="pgfn_adesao_assinar"),
    path("pgfn/adesoes/<int:adesao>/convenio", telas_da_pgfn.convenio, name="pgfn_adesao_convenio"),
    path("pgfn/adesoes/<int:adesao>/documentos/<int:anexo>", telas_da_pgfn.documento, name="pgfn_adesao_documento"),
]
