"""Os canais do credor: se o hub está chamando o serviço de cada um, o que falhou e o que fazer."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.credores.consultas import versoes_em
from hub.credores.models import Credor
from hub.estrategias.chamadas.consultas import DIAS, canal_do
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.ligados import DESCREVEM
from hub.estrategias.registro import CANAIS, canal


@require_GET
@tela(Ato.CONSULTAR)
def canais(pedido: Pedido) -> HttpResponse:
    """Todos os canais, cada um com o estado, o que falta e as chamadas dos últimos dias."""
    credor, agora = pedido.acesso.credor, timezone.now()
    usados = {str(etapa["estrategia"]) for um in versoes_em(credor, timezone.localdate(agora)) for etapa in um.regua}
    linhas = [
        {
            "canal": conector,
            "servico": canal_do(credor, conector.nome, agora=agora),
            "descricao": DESCREVEM.get(conector.nome, _sem_descricao)(credor, timezone.localdate(agora)),
            "usado": conector.nome in usados,
            # Do que a régua não usa nada falta.
            "faltas": conector.o_que_falta(credor) if conector.nome in usados else [],
        }
        for conector in CANAIS.values()
    ]
    return render(pedido, "estrategias/canais.html", {"linhas": linhas, "dias": DIAS})


@require_POST
@tela(Ato.CANAL_RELIGAR)
def religar(pedido: Pedido) -> HttpResponse:
    """Volta a chamar o serviço do canal, e põe na fila o que estava parado."""
    try:
        conector = canal(pedido.POST.get("estrategia", ""))
        voltaram = canal_religar(
            credor=pedido.acesso.credor, estrategia=conector.nome, ator=pedido.acesso.ator, agora=timezone.now()
        )
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        quantas = {0: "nada estava parado", 1: "1 chamada voltou à fila"}.get(voltaram)
        messages.success(pedido, f"{conector.titulo} religado: {quantas or f'{voltaram} chamadas voltaram à fila'}.")
    return redirect("canais")


def _sem_descricao(credor: Credor, em: date) -> list[tuple[str, str]]:
    del credor, em
    return []
