from django.urls import path

from hub.recepcao import formulario, telas, telas_do_experimento

urlpatterns = [
    path("lotes", telas.lista, name="lotes"),
    path("lotes/novo", telas.novo, name="lote_novo"),
    path("lotes/modelo.<str:formato>", telas.modelo, name="lote_modelo"),
    path("lotes/<int:lote>", telas.pagina, name="lote"),
    path("lotes/<int:lote>/andamento", telas.andamento, name="lote_andamento"),
    path("lotes/<int:lote>/original", telas.original, name="lote_original"),
    path("lotes/<int:lote>/achados.csv", telas.achados_csv, name="lote_achados"),
    path("convenio/experimentar", telas_do_experimento.experimentar, name="convenio_experimentar"),
    path("cdas/nova", formulario.nova, name="cda_nova"),
    path("cdas/<int:cda>/alterar", formulario.alterar, name="cda_alterar"),
    path("cdas/<int:cda>/justificar", formulario.justificar, name="cda_justificar"),
    path("cdas/<int:cda>/movimento", formulario.movimento, name="cda_movimento"),
]
