"""O início e a equipe da PGFN."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.cpf import cpf_limpar, pessoa_do_cpf
from hub.acesso.equipe_da_pgfn import perfil_da_pgfn_dar, perfil_da_pgfn_retirar
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.acesso.permissoes import Ato
from hub.acesso.telas import PedidoDaPgfn, tela_da_pgfn
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.estrategias.relogio.consultas import baixas_vencidas_por_credor


class PessoaSemConta(Recusa):
    """Ninguém com esse CPF entrou ainda no hub. Peça à pessoa que entre uma vez com o gov.br e repita."""

    status = 404


class AcaoDesconhecida(Recusa):
    """Não se entendeu o que fazer. Escolha o perfil na lista e use um dos botões da página."""

    status = 422


@require_GET
@tela_da_pgfn(Ato.CONVENIOS_VER)
def pgfn(pedido: PedidoDaPgfn) -> HttpResponse:
    vencidas = baixas_vencidas_por_credor()
    credores = list(Credor.objects.order_by("nome"))
    com_vencidas = sorted(((vencidas[c.pk], c) for c in credores if c.pk in vencidas), key=lambda par: -par[0])
    return render(pedido, "portal/pgfn.html", {"credores": credores, "com_vencidas": com_vencidas})


@require_http_methods(["GET", "POST"])
@tela_da_pgfn(Ato.EQUIPE_DA_PGFN_ADMINISTRAR)
def pgfn_equipe(pedido: PedidoDaPgfn) -> HttpResponse:
    """Quem é da PGFN; dar, trocar e retirar perfil."""
    recusa = None
    if pedido.method == "POST":
        try:
            _mudar(pedido)
        except Recusa as dita:
            recusa = dita
        else:
            return redirect("pgfn_equipe")
    contexto = {
        "pessoas": VinculoDaPgfn.objects.select_related("usuario").order_by("usuario__first_name"),
        "perfis": PerfilDaPgfn.choices,
        "recusa": recusa,
    }
    return render(pedido, "portal/pgfn_equipe.html", contexto, status=recusa.status if recusa else 200)


def _mudar(pedido: PedidoDaPgfn) -> None:
    """Faz o que o formulário pede.

    Levanta `AcaoDesconhecida`, `PessoaSemConta`, `CPFInvalido` e `UltimoAdministrador`.
    """
    pessoa, ator, agora = _pessoa(pedido), pedido.da_pgfn.ator, timezone.now()
    if pedido.POST.get("acao") == "retirar":
        perfil_da_pgfn_retirar(pessoa=pessoa, ator=ator, agora=agora)
        messages.success(pedido, "A pessoa saiu da equipe da PGFN.")
        return
    perfil = pedido.POST.get("perfil", "")
    if perfil not in PerfilDaPgfn.values:
        raise AcaoDesconhecida
    perfil_da_pgfn_dar(pessoa=pessoa, perfil=PerfilDaPgfn(perfil), ator=ator, agora=agora)
    messages.success(pedido, "Perfil gravado.")


def _pessoa(pedido: PedidoDaPgfn) -> Usuario:
    """A pessoa da linha, ou a do CPF digitado."""
    vinculo = pedido.POST.get("vinculo", "")
    if vinculo:
        numero = int(vinculo) if re.fullmatch(r"[0-9]{1,18}", vinculo) else 0
        achado = VinculoDaPgfn.objects.select_related("usuario").filter(pk=numero).first()
        if achado is None:
            raise AcaoDesconhecida
        return achado.usuario
    pessoa = pessoa_do_cpf(cpf_limpar(pedido.POST.get("cpf", "")[:20]))
    if pessoa is None:
        raise PessoaSemConta
    return pessoa
