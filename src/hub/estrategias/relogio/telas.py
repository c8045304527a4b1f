"""O relógio da baixa na tela do credor."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.dividas.historia import ESTRATEGIAS
from hub.estrategias.relogio.consultas import POR_PAGINA, Baixa, Mostrador, baixas_abertas, medidas, relogio_do
from hub.estrategias.relogio.prazos import prazo_da_baixa


@require_GET
@tela(Ato.CONSULTAR)
def baixas(pedido: Pedido) -> HttpResponse:
    credor, hoje = pedido.acesso.credor, timezone.localdate()
    estrategia = pedido.GET.get("canal", "")
    estrategia = estrategia if estrategia in ESTRATEGIAS else ""
    apos = _posicao(pedido.GET.get("apos", ""))
    abertas = baixas_abertas(credor, hoje, estrategia=estrategia, apos=apos)
    do_canal = {medida.estrategia: medida for medida in medidas(credor, hoje)}
    contexto = {
        "mostradores": [_mostrador(mostrador) for mostrador in relogio_do(credor, hoje)],
        "medidas": [(ESTRATEGIAS.get(nome, nome), medida) for nome, medida in do_canal.items()],
        "linhas": [
            (baixa, ESTRATEGIAS.get(baixa.estrategia, baixa.estrategia), _falta(baixa, hoje)) for baixa in abertas
        ],
        "estrategia": estrategia,
        "proxima": apos + POR_PAGINA if len(abertas) == POR_PAGINA else 0,
        "adiante": apos > 0,
    }
    return render(pedido, "estrategias/baixas.html", contexto)


def _mostrador(mostrador: Mostrador) -> dict[str, object]:
    """O canal como a página o desenha."""
    prazo = prazo_da_baixa(mostrador.estrategia, "pagamento")
    return {
        "nome": mostrador.estrategia,
        "titulo": ESTRATEGIAS.get(mostrador.estrategia, mostrador.estrategia),
        "mostrador": mostrador,
        "prazo": prazo,
        "barras": [
            ("Vencidas", mostrador.vencidas, "danger"),
            ("Vencem até o próximo dia útil", mostrador.vencem_logo, "warning"),
            ("No prazo", mostrador.no_prazo, "success"),
        ],
    }


def _falta(baixa: Baixa, hoje: date) -> str:
    """Quanto falta, em palavras."""
    if baixa.limite is None:
        return "sem prazo"
    dias = (baixa.limite - hoje).days
    if dias == 0:
        return "vence hoje"
    quantos = "1 dia" if abs(dias) == 1 else f"{abs(dias)} dias"
    return f"vence em {quantos}" if dias > 0 else f"vencida há {quantos}"


def _posicao(texto: str) -> int:
    return int(texto) if re.fullmatch("[0-9]{1,9}", texto) else 0
