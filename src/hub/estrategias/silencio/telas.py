"""Os canais que não respondem, na tela do credor."""

from __future__ import annotations

import re
from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.dividas.historia import ESTRATEGIAS
from hub.estrategias.silencio.consultas import POR_PAGINA, Mudez, mudezes, mudos


@require_GET
@tela(Ato.CONSULTAR)
def sem_resposta(pedido: Pedido) -> HttpResponse:
    credor, hoje = pedido.acesso.credor, timezone.localdate()
    estrategia = pedido.GET.get("canal", "")
    estrategia = estrategia if estrategia in ESTRATEGIAS else ""
    texto = pedido.GET.get("apos", "")
    apos = int(texto) if re.fullmatch("[0-9]{1,18}", texto) else 0
    linhas = mudos(credor, hoje, estrategia=estrategia, apos=apos)
    achadas = mudezes(credor, hoje)
    contexto = {
        "mudezes": [(ESTRATEGIAS.get(um.estrategia, um.estrategia), um) for um in achadas],
        "barras": [(ESTRATEGIAS[nome].capitalize(), quantos, "warning") for nome, quantos in _por_canal(achadas)],
        "canais": [(nome, ESTRATEGIAS[nome]) for nome, _ in _por_canal(achadas)],
        "linhas": [
            (ESTRATEGIAS.get(um.estrategia, um.estrategia), um, (hoje - timezone.localdate(um.desde)).days)
            for um in linhas
        ],
        "estrategia": estrategia,
        "proxima": linhas[-1].acionamento if len(linhas) == POR_PAGINA else 0,
        "adiante": apos > 0,
    }
    return render(pedido, "estrategias/sem_resposta.html", contexto)


def _por_canal(achadas: list[Mudez]) -> list[tuple[str, int]]:
    """Canal e quantos, o que mais deve primeiro."""
    contas: Counter[str] = Counter()
    for um in achadas:
        contas[um.estrategia] += um.quantos
    return contas.most_common()
