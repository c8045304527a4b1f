"""O editor de uma carteira: escrever, ver a prévia e salvar, com o rascunho no próprio formulário.

Nada se grava antes do salvar; sem JavaScript cada botão é um envio, e o que se escreveu volta.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.acesso.permissoes import Ato
from hub.acesso.telas import CREDOR_DA_PAGINA, Pedido, tela
from hub.comum.erros import Recusa
from hub.credores.conferencia import CadastroErrado
from hub.credores.consultas import versao_em
from hub.credores.contato import LINKS_NO_MAXIMO
from hub.credores.erros import TributoForaDaLista
from hub.credores.models import Carteira
from hub.credores.vigencias import linha_do_tempo
from hub.estrategias.carteiras import Vigencia, carteira_conferir, carteira_salvar, marca_da
from hub.estrategias.descricao import diferencas, passos_da
from hub.estrategias.erros import CarteiraMudou, TributoDeOutraCarteira
from hub.estrategias.previa import regua_prever
from hub.estrategias.rascunho import (
    Lido,
    Rascunho,
    etapas_numeradas,
    rascunho_da,
    rascunho_digitado,
    rascunho_ler,
)
from hub.estrategias.registro import CANAIS
from hub.estrategias.telas_de_carteira import carteira_da_pessoa, conteudo_da
from hub.regras.dominios import TRIBUTOS

#: O que não se repete de um formulário para o seguinte.
DO_ENVIO = {"csrfmiddlewaretoken", CREDOR_DA_PAGINA, "acao", "marca"}


@require_http_methods(["GET", "POST"])
@tela(Ato.CARTEIRA_EDITAR)
def editar(pedido: Pedido, carteira: int) -> HttpResponse:
    achada = carteira_da_pessoa(pedido, carteira)
    if pedido.method == "GET":
        aberto = rascunho_da(achada, versao_em(achada, timezone.localdate()))
        return _formulario(pedido, achada, aberto, marca=marca_da(achada))
    rascunho, acao = rascunho_digitado(pedido.POST), pedido.POST.get("acao", "")
    if acao not in {"previa", "salvar"}:
        return _formulario(pedido, achada, rascunho.com_o_botao(acao))
    lido = rascunho_ler(rascunho, timezone.localdate())
    erros = {**lido.erros, **_do_cadastro(achada, rascunho)}
    if erros:
        return _formulario(pedido, achada, rascunho, erros=erros, status=422)
    return _previa(pedido, achada, rascunho, lido) if acao == "previa" else _salvar(pedido, achada, rascunho, lido)


def _do_cadastro(carteira: Carteira, rascunho: Rascunho) -> dict[str, str]:
    """O que o nome ou os tributos têm de errado."""
    try:
        carteira_conferir(copy(carteira), nome=rascunho.nome, tributos=rascunho.lista_de_tributos)
    except (TributoDeOutraCarteira, TributoForaDaLista) as recusa:
        return {"tributos": recusa.mensagem}
    except CadastroErrado as recusa:
        return {"nome": recusa.mensagem}
    return {}


def _salvar(pedido: Pedido, carteira: Carteira, rascunho: Rascunho, lido: Lido) -> HttpResponse:
    marca = pedido.POST.get("marca", "")
    try:
        carteira_salvar(
            credor=pedido.acesso.credor,
            codigo=carteira.codigo,
            nome=rascunho.nome,
            tributos=rascunho.lista_de_tributos,
            regua=lido.regua,
            contato=lido.contato,
            vigencia=Vigencia(desde=lido.desde, ate=lido.ate),
            ator=pedido.acesso.ator,
            agora=timezone.now(),
            marca=marca,
        )
    except Recusa as recusa:
        return _formulario(pedido, carteira, rascunho, recusa=recusa, status=recusa.status)
    mudou = marca != marca_da(carteira_da_pessoa(pedido, carteira.pk))
    if mudou:
        messages.success(pedido, "Carteira salva. A versão de antes ficou guardada.")
    else:
        messages.info(pedido, "Nada mudou: a carteira já estava assim.")
    return redirect("carteira", carteira=carteira.pk)


def _formulario(
    pedido: Pedido,
    carteira: Carteira,
    rascunho: Rascunho,
    *,
    marca: str | None = None,
    erros: dict[str, str] | None = None,
    recusa: Recusa | None = None,
    status: int = 200,
) -> HttpResponse:
    erros = erros or {}
    links = (rascunho.links + [{}] * LINKS_NO_MAXIMO)[: min(LINKS_NO_MAXIMO, len(rascunho.links) + 1)]
    contexto = {
        "carteira": carteira,
        "rascunho": rascunho,
        "etapas": etapas_numeradas(rascunho.etapas, erros),
        "links": [
            {**link, "erros": {nome: erros.get(f"link-{numero}-{nome}", "") for nome in ("texto", "endereco")}}
            for numero, link in enumerate(links)
        ],
        "canais": CANAIS.values(),
        "tributos": TRIBUTOS.values(),
        "erros": erros,
        "recusa": recusa,
        "mudou_antes": isinstance(recusa, CarteiraMudou),
        "marca": pedido.POST.get("marca", "") if marca is None else marca,
    }
    return render(pedido, "estrategias/carteira_editar.html", contexto, status=status)


def _previa(pedido: Pedido, carteira: Carteira, rascunho: Rascunho, lido: Lido) -> HttpResponse:
    hoje = timezone.localdate()
    previas = regua_prever(carteira=carteira, regua=lido.regua, desde=lido.desde, ate=lido.ate, hoje=hoje)
    trechos = linha_do_tempo(list(carteira.versoes.all()))
    contexto: dict[str, Any] = {
        "carteira": carteira,
        "rascunho": rascunho,
        "lido": lido,
        "hoje": hoje,
        "passos": passos_da(lido.regua),
        "mudou": diferencas(
            conteudo_da(versao_em(carteira, lido.desde)), {"regua": lido.regua, "contato": lido.contato}
        ),
        "cadastro_mudou": (rascunho.nome, rascunho.lista_de_tributos) != (carteira.nome, carteira.tributos),
        "perdem": [t for t in trechos if t.desde > lido.desde and (lido.ate is None or t.desde <= lido.ate)],
        "previas": [(previa, CANAIS[previa.estrategia].textos()) for previa in previas],
        "ocultos": [(nome, valor) for nome, valor in pedido.POST.items() if nome not in DO_ENVIO],
        "marca": pedido.POST.get("marca", ""),
    }
    return render(pedido, "estrategias/carteira_previa.html", contexto)
