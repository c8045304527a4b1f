"""Carteiras: a lista, cada uma com a régua e o contato, e as versões lado a lado."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.credores.consultas import versao_em, versoes_em
from hub.credores.contato import contato_de
from hub.credores.models import Carteira, VersaoDaCarteira
from hub.credores.vigencias import Trecho, linha_do_tempo
from hub.estrategias.carteiras import carteira_salvar
from hub.estrategias.descricao import Diferenca, diferencas, passos_da
from hub.estrategias.erros import CarteiraJaExiste


@dataclass(frozen=True, kw_only=True)
class LinhaDaVersao:
    """Uma versão na história da carteira."""

    versao: VersaoDaCarteira
    #: os períodos em que vale de fato; nenhum quando outra, mais nova, tomou todos
    trechos: list[Trecho]
    vale_hoje: bool
    #: o que mudou em relação à de número anterior
    mudou: list[Diferenca]


@require_GET
@tela(Ato.CONSULTAR)
def carteiras(pedido: Pedido) -> HttpResponse:
    credor = pedido.acesso.credor
    em_vigor = {versao.carteira_id: versao for versao in versoes_em(credor, timezone.localdate())}
    linhas = [
        (carteira, passos_da(em_vigor[carteira.pk].regua) if carteira.pk in em_vigor else [])
        for carteira in credor.carteiras.order_by("codigo")
    ]
    return render(pedido, "estrategias/carteiras.html", {"linhas": linhas})


@require_http_methods(["GET", "POST"])
@tela(Ato.CARTEIRA_EDITAR)
def nova(pedido: Pedido) -> HttpResponse:
    """Cria a carteira vazia e leva ao editor dela."""
    digitado = {nome: pedido.POST.get(nome, "").strip() for nome in ("codigo", "nome")}
    recusa = None
    if pedido.method == "POST":
        try:
            carteira = _criar(pedido, **digitado)
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Carteira criada. Agora diga o que ela recebe e como cobra.")
            return redirect("carteira_editar", carteira=carteira.pk)
    contexto = {"digitado": digitado, "erros": {"codigo": recusa.mensagem} if recusa else {}}
    return render(pedido, "estrategias/carteira_nova.html", contexto, status=recusa.status if recusa else 200)


def _criar(pedido: Pedido, *, codigo: str, nome: str) -> Carteira:
    if pedido.acesso.credor.carteiras.filter(codigo=codigo).exists():
        raise CarteiraJaExiste(carteira=codigo)
    return carteira_salvar(
        credor=pedido.acesso.credor,
        codigo=codigo,
        nome=nome or codigo,
        ator=pedido.acesso.ator,
        agora=timezone.now(),
        marca="",
    )


@require_GET
@tela(Ato.CONSULTAR)
def carteira(pedido: Pedido, carteira: int) -> HttpResponse:
    achada = carteira_da_pessoa(pedido, carteira)
    hoje = timezone.localdate()
    vale = versao_em(achada, hoje)
    contexto = {
        "carteira": achada,
        "vale": vale,
        "passos": passos_da(vale.regua) if vale else [],
        "contato": contato_de(vale.contato) if vale else None,
        "versoes": historia_da(achada),
        "marcadas": [trecho for trecho in linha_do_tempo(list(achada.versoes.all())) if trecho.desde > hoje],
    }
    return render(pedido, "estrategias/carteira.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def versao(pedido: Pedido, carteira: int, versao: int) -> HttpResponse:
    """Uma versão inteira e o que a distingue de outra (`?com=`; sem dizer, a de número anterior)."""
    achada = carteira_da_pessoa(pedido, carteira)
    historia = {linha.versao.versao: linha for linha in historia_da(achada)}
    esta = get_object_or_404(VersaoDaCarteira, carteira=achada, versao=versao, credor=pedido.acesso.credor)
    pedida = pedido.GET.get("com", "")
    numero = int(pedida) if pedida.isascii() and pedida.isdigit() and len(pedida) < 10 else versao - 1  # noqa: PLR2004
    outra = historia[numero].versao if numero in historia and numero != versao else None
    contexto = {
        "carteira": achada,
        "linha": historia[versao],
        "passos": passos_da(esta.regua),
        "contato": contato_de(esta.contato),
        "outra": outra,
        "outras": [linha.versao for numero, linha in historia.items() if numero != versao],
        "mudou": diferencas(conteudo_da(outra), conteudo_da(esta)) if outra else [],
    }
    return render(pedido, "estrategias/carteira_versao.html", contexto)


def historia_da(carteira: Carteira) -> list[LinhaDaVersao]:
    """As versões, da mais nova à mais velha."""
    versoes = list(carteira.versoes.order_by("versao"))
    trechos, hoje = linha_do_tempo(versoes), timezone.localdate()
    linhas = [
        LinhaDaVersao(
            versao=esta,
            trechos=(dela := [trecho for trecho in trechos if trecho.versao is esta]),
            vale_hoje=any(t.desde <= hoje and (t.ate is None or hoje <= t.ate) for t in dela),
            mudou=diferencas(conteudo_da(anterior), conteudo_da(esta)),
        )
        for anterior, esta in zip([None, *versoes], versoes, strict=False)
    ]
    return linhas[::-1]


def conteudo_da(versao: VersaoDaCarteira | None) -> dict[str, Any]:
    return {"regua": versao.regua, "contato": versao.contato} if versao else {"regua": [], "contato": {}}


def carteira_da_pessoa(pedido: Pedido, carteira: int) -> Carteira:
    return get_object_or_404(Carteira.objects.select_related("credor"), pk=carteira, credor=pedido.acesso.credor)
