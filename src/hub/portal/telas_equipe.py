"""A equipe do credor, para o gestor; e os convites, para quem foi chamado."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.equipe import (
    convite_aceitar,
    convite_fazer,
    convite_recusar,
    convite_retirar,
    convites_da,
    equipe_retirar,
    perfil_trocar,
)
from hub.acesso.models import Convite, Perfil, Vinculo
from hub.acesso.permissoes import Ato
from hub.acesso.telas import CREDOR_DA_SESSAO, Pedido, PedidoDePessoa, tela, tela_de_pessoa
from hub.comum.calendario import dia_ler
from hub.comum.erros import Recusa

#: O que cada perfil faz, como se explica a quem convida.
EXPLICACOES = {
    Perfil.GESTOR: "envia, planeja, libera e administra a equipe",
    Perfil.OPERADOR: "envia CDAs e retornos e planeja remessas",
    Perfil.CONSULTA: "só vê",
    Perfil.AUDITOR: "só vê, e vê também a auditoria",
}
PERFIS = [(perfil.value, f"{perfil.label}: {explicacao}") for perfil, explicacao in EXPLICACOES.items()]


@require_GET
@tela(Ato.CONSULTAR)
def equipe(pedido: Pedido) -> HttpResponse:
    """Quem está na equipe e quem foi chamado; o gestor vê também o que pode mudar."""
    return _mostrar(pedido)


def _mostrar(pedido: Pedido, *, recusa: Recusa | None = None) -> HttpResponse:
    credor = pedido.acesso.credor
    contexto = {
        "pessoas": Vinculo.objects.filter(credor=credor).select_related("usuario").order_by("usuario__first_name"),
        "convites": Convite.objects.filter(credor=credor).order_by("pk"),
        "agora": timezone.now(),
        "hoje": timezone.localdate(),
        "perfis": PERFIS,
        "recusa": recusa,
        "digitado": {nome: pedido.POST.get(nome, "")[:20] for nome in ("cpf", "perfil", "ate")},
    }
    return render(pedido, "portal/equipe.html", contexto, status=recusa.status if recusa else 200)


@require_POST
@tela(Ato.EQUIPE_ADMINISTRAR)
def convidar(pedido: Pedido) -> HttpResponse:
    try:
        convite = convite_fazer(
            credor=pedido.acesso.credor,
            cpf=pedido.POST.get("cpf", "")[:20],
            perfil=_perfil(pedido),
            ate=_ate(pedido),
            ator=pedido.acesso.ator,
            agora=timezone.now(),
        )
    except Recusa as recusa:
        return _mostrar(pedido, recusa=recusa)
    messages.success(
        pedido,
        f"Convite feito à pessoa do CPF {convite.cpf_mascarado}. Peça que ela entre com o gov.br até "
        f"{timezone.localtime(convite.vence_em):%d/%m/%Y}: o convite a espera.",
    )
    return redirect("equipe")


@require_POST
@tela(Ato.EQUIPE_ADMINISTRAR)
def convite_desfazer(pedido: Pedido, convite: int) -> HttpResponse:
    achado = get_object_or_404(Convite, credor=pedido.acesso.credor, pk=convite)
    convite_retirar(credor=pedido.acesso.credor, convite=achado.pk, ator=pedido.acesso.ator, agora=timezone.now())
    messages.success(pedido, "Convite retirado.")
    return redirect("equipe")


@require_http_methods(["GET", "POST"])
@tela(Ato.EQUIPE_ADMINISTRAR)
def pessoa(pedido: Pedido, vinculo: int) -> HttpResponse:
    """O perfil e o prazo de alguém."""
    achado = get_object_or_404(Vinculo.objects.select_related("usuario"), credor=pedido.acesso.credor, pk=vinculo)
    contexto: dict[str, Any] = {"vinculo": achado, "perfis": PERFIS, "perfil": achado.perfil}
    contexto["ate"] = f"{achado.ate:%d/%m/%Y}" if achado.ate else ""
    if pedido.method == "GET":
        return render(pedido, "portal/equipe_pessoa.html", contexto)
    try:
        perfil_trocar(
            credor=pedido.acesso.credor,
            vinculo=achado.pk,
            perfil=_perfil(pedido),
            ate=_ate(pedido),
            ator=pedido.acesso.ator,
            agora=timezone.now(),
        )
    except Recusa as recusa:
        contexto |= {"recusa": recusa, "perfil": pedido.POST.get("perfil"), "ate": pedido.POST.get("ate", "")[:20]}
        return render(pedido, "portal/equipe_pessoa.html", contexto, status=recusa.status)
    messages.success(pedido, "Perfil e prazo gravados.")
    return redirect("equipe")


@require_http_methods(["GET", "POST"])
@tela(Ato.EQUIPE_ADMINISTRAR)
def retirar(pedido: Pedido, vinculo: int) -> HttpResponse:
    achado = get_object_or_404(Vinculo.objects.select_related("usuario"), credor=pedido.acesso.credor, pk=vinculo)
    if pedido.method == "GET":
        return render(pedido, "portal/equipe_retirar.html", {"vinculo": achado})
    equipe_retirar(credor=pedido.acesso.credor, vinculo=achado.pk, ator=pedido.acesso.ator, agora=timezone.now())
    messages.success(pedido, "A pessoa saiu da equipe e já não age pelo credor.")
    return redirect("equipe")


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def convites(pedido: PedidoDePessoa) -> HttpResponse:
    """Os convites de quem entrou, para aceitar ou recusar."""
    agora = timezone.now()
    if pedido.method == "GET":
        return render(pedido, "portal/convites.html", {"convites": convites_da(pedido.user, agora)})
    dito = pedido.POST.get("convite", "")
    numero = int(dito) if re.fullmatch(r"[0-9]{1,18}", dito) else 0
    if pedido.POST.get("acao") == "recusar":
        convite_recusar(pessoa=pedido.user, convite=numero, agora=agora)
        messages.info(pedido, "Convite recusado.")
        return redirect("convites")
    vinculo = convite_aceitar(pessoa=pedido.user, convite=numero, agora=agora)
    pedido.session[CREDOR_DA_SESSAO] = vinculo.credor_id
    messages.success(pedido, f"Agora você age por {vinculo.credor.nome}, com o perfil {vinculo.get_perfil_display()}.")
    return redirect("inicio")


class PerfilPorEscolher(Recusa):
    """Falta escolher o perfil. Marque um dos da lista."""

    status = 422


def _perfil(pedido: Pedido) -> Perfil:
    dito = pedido.POST.get("perfil", "")
    if dito not in Perfil.values:
        raise PerfilPorEscolher
    return Perfil(dito)


def _ate(pedido: Pedido) -> date | None:
    """O último dia digitado, dia/mês/ano; nulo em branco. Levanta `DiaMalformado`."""
    dito = pedido.POST.get("ate", "").strip()
    return dia_ler(dito[:20]) if dito else None
