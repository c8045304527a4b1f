"""A agenda dos canais e as rodadas, na tela do credor."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.calendario import dia_ler
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.estrategias.especies import gravosidade
from hub.estrategias.models import AgendaDoCanal, Libera, RodadaDaRegua
from hub.estrategias.registro import CANAIS, titulo_do_canal
from hub.estrategias.rodada.agenda import DIAS, Proposta, agenda_definir, quando_roda
from hub.estrategias.rodada.erros import AgendaErrada

#: Rodadas mostradas.
RODADAS = 30
#: Os dias por extenso, na ordem de `DIAS`.
POR_EXTENSO = ("Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado", "Domingo")


@require_GET
@tela(Ato.CONSULTAR)
def agendas(pedido: Pedido) -> HttpResponse:
    credor = pedido.acesso.credor
    definidas = {agenda.estrategia: agenda for agenda in AgendaDoCanal.objects.filter(credor=credor)}
    canais = sorted(CANAIS.values(), key=lambda canal: (gravosidade(canal.nome), canal.titulo))
    contexto = {
        "canais": [(canal, definidas.get(canal.nome), _em_palavras(definidas.get(canal.nome))) for canal in canais],
        "rodadas": [
            (rodada, titulo_do_canal(rodada.estrategia))
            for rodada in RodadaDaRegua.objects.filter(credor=credor)[:RODADAS]
        ],
    }
    return render(pedido, "estrategias/agendas.html", contexto)


@require_http_methods(["GET", "POST"])
@tela(Ato.AGENDA_DEFINIR)
def agenda(pedido: Pedido, estrategia: str) -> HttpResponse:
    """Define quando a régua roda sozinha no canal. Quem aprova a saída sem ninguém olhar é quem define."""
    if estrategia not in CANAIS:
        raise Http404
    digitado, recusa = _como_esta(pedido.acesso.credor, estrategia), None
    if pedido.method == "POST":
        digitado = _digitado(pedido.POST)
        try:
            proposta = _proposta(digitado, CANAIS[estrategia].titulo)
            agenda_definir(
                credor=pedido.acesso.credor,
                estrategia=estrategia,
                proposta=proposta,
                ator=pedido.acesso.ator,
                hoje=timezone.localdate(),
            )
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, f"Agenda de {CANAIS[estrategia].titulo} salva.")
            return redirect("agendas")
    contexto = {
        "canal": CANAIS[estrategia],
        "digitado": digitado,
        "dias": list(zip(DIAS, POR_EXTENSO, strict=True)),
        "opcoes": Libera.choices,
        "recusa": recusa,
    }
    return render(pedido, "estrategias/agenda.html", contexto, status=recusa.status if recusa else 200)


def _em_palavras(definida: AgendaDoCanal | None) -> str:
    return quando_roda(definida) if definida else "nunca sozinha"


def _como_esta(credor: Credor, estrategia: str) -> dict[str, Any]:
    """A agenda guardada como o formulário a mostra; sem nenhuma, a que se sugere."""
    definida = AgendaDoCanal.objects.filter(credor=credor, estrategia=estrategia).first()
    sugerida = Proposta()
    fonte: Any = definida or sugerida
    return {
        "dias": [DIAS[dia] for dia in fonte.dias_da_semana],
        "das": f"{fonte.das:%H:%M}",
        "ate": f"{fonte.ate:%H:%M}",
        "capacidade": "" if fonte.capacidade_semanal is None else str(fonte.capacidade_semanal),
        "libera": str(fonte.libera),
        "aprovada_ate": f"{fonte.aprovada_ate:%d/%m/%Y}" if fonte.aprovada_ate else "",
    }


def _digitado(enviado: QueryDict) -> dict[str, Any]:
    textos = {nome: enviado.get(nome, "").strip()[:20] for nome in ("das", "ate", "capacidade", "libera")}
    return {**textos, "aprovada_ate": enviado.get("aprovada_ate", "").strip()[:20], "dias": enviado.getlist("dia")}


def _proposta(digitado: dict[str, Any], titulo: str) -> Proposta:
    """O que se digitou. Levanta `AgendaErrada` e `DiaMalformado`."""
    capacidade = digitado["capacidade"].replace(".", "")
    if capacidade and not (capacidade.isascii() and capacidade.isdecimal()):
        motivo = f"{digitado['capacidade']} não é uma quantidade; escreva só algarismos, ou deixe em branco"
        raise AgendaErrada(estrategia=titulo, campo="a capacidade", motivo=motivo)
    if digitado["libera"] not in Libera.values:
        raise AgendaErrada(estrategia=titulo, campo="o que sai sozinho", motivo="escolha uma das opções")
    return Proposta(
        dias_da_semana=tuple(sorted(DIAS.index(dia) for dia in set(digitado["dias"]) & set(DIAS))),
        das=_hora(digitado["das"], titulo),
        ate=_hora(digitado["ate"], titulo),
        capacidade_semanal=int(capacidade) if capacidade else None,
        libera=Libera(digitado["libera"]),
        aprovada_ate=dia_ler(digitado["aprovada_ate"]) if digitado["aprovada_ate"] else None,
    )


def _hora(texto: str, titulo: str) -> time:
    try:
        return datetime.strptime(texto, "%H:%M").time()  # noqa: DTZ007 - só a hora
    except ValueError:
        motivo = f"{texto or 'em branco'} não é hora; escreva como 08:00"
        raise AgendaErrada(estrategia=titulo, campo="o horário", motivo=motivo) from None
