from django.urls import path

from hub.documentos import telas, telas_da_cda, telas_de_lote, telas_publicas

urlpatterns = [
    path("documentos", telas.lista, name="documentos"),
    path("documentos/modelos/novo", telas.novo, name="modelo_novo"),
    path("documentos/modelos/<int:modelo>", telas.modelo, name="modelo_de_documento"),
    path("documentos/modelos/<int:modelo>/editar", telas.editar, name="modelo_editar"),
    path("documentos/versoes/<int:versao_do_modelo>/previa.pdf", telas.previa, name="modelo_previa"),
    path("cdas/<int:cda>/documentos", telas_da_cda.documentos, name="cda_documentos"),
    path("cdas/<int:cda>/documentos/emitir", telas_da_cda.emitir, name="documento_emitir"),
    path("documentos/<int:documento>.pdf", telas_da_cda.pdf, name="documento_pdf"),
    path("documentos/<int:documento>/cancelar", telas_da_cda.cancelar, name="documento_cancelar"),
    path("documentos/<int:documento>/enviar", telas_da_cda.enviar, name="documento_enviar"),
    path("documentos/envios/<int:envio>/repetir", telas_da_cda.repetir, name="envio_repetir"),
    path("documentos/lotes/novo", telas_de_lote.novo, name="lote_de_documentos_novo"),
    path("documentos/lotes/<int:lote_de_documentos>", telas_de_lote.pagina, name="lote_de_documentos"),
    path(
        "documentos/lotes/<int:lote_de_documentos>/andamento",
        telas_de_lote.andamento,
        name="lote_de_documentos_andamento",
    ),
    path(
        "documentos/lotes/<int:lote_de_documentos>/pacote.zip", telas_de_lote.pacote, name="lote_de_documentos_pacote"
    ),
    path("conferir", telas_publicas.procurar, name="conferir"),
    path("conferir/<str:codigo>", telas_publicas.conferir, name="conferir_codigo"),
]
