from django.urls import path

from hub.estrategias import editor, telas, telas_de_canal, telas_de_carteira, telas_de_retorno
from hub.estrategias.carta import telas as telas_das_cartas
from hub.estrategias.relogio import telas as telas_do_relogio
from hub.estrategias.rodada import telas as telas_da_rodada
from hub.estrategias.silencio import telas as telas_do_silencio

urlpatterns = [
    path("carteiras", telas_de_carteira.carteiras, name="carteiras"),
    path("carteiras/nova", telas_de_carteira.nova, name="carteira_nova"),
    path("carteiras/<int:carteira>", telas_de_carteira.carteira, name="carteira"),
    path("carteiras/<int:carteira>/editar", editor.editar, name="carteira_editar"),
    path("carteiras/<int:carteira>/versoes/<int:versao>", telas_de_carteira.versao, name="carteira_versao"),
    path("remessas", telas.remessas, name="remessas"),
    path("remessas/planejar", telas.planejar, name="remessa_planejar"),
    path("remessas/<int:remessa>", telas.remessa, name="remessa"),
    path("remessas/<int:remessa>/retidas", telas.retidas, name="remessa_retidas"),
    path("remessas/<int:remessa>/andamento", telas.andamento, name="remessa_andamento"),
    path("remessas/<int:remessa>/liberar", telas.liberar, name="remessa_liberar"),
    path("remessas/<int:remessa>/descartar", telas.descartar, name="remessa_descartar"),
    path("remessas/<int:remessa>/arquivos/<int:arquivo>", telas.arquivo, name="remessa_arquivo"),
    path("agenda", telas_da_rodada.agendas, name="agendas"),
    path("agenda/<slug:estrategia>", telas_da_rodada.agenda, name="agenda"),
    path("baixas", telas_do_relogio.baixas, name="baixas"),
    path("canais", telas_de_canal.canais, name="canais"),
    path("canais/religar", telas_de_canal.religar, name="canal_religar"),
    path("remessas/<int:remessa>/resposta", telas_das_cartas.responder, name="remessa_resposta"),
    path("enderecos", telas_das_cartas.enderecos, name="enderecos"),
    path("enderecos.csv", telas_das_cartas.enderecos_em_csv, name="enderecos_csv"),
    path("retornos", telas_de_retorno.retornos, name="retornos"),
    path("retornos/enviar", telas_de_retorno.enviar, name="retorno_enviar"),
    path("sem-resposta", telas_do_silencio.sem_resposta, name="sem_resposta"),
    path("retornos/<int:retorno>", telas_de_retorno.retorno, name="retorno"),
]
