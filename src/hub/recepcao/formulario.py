"""O formulário de uma CDA. Nenhuma regra mora aqui: o que se digita vai à mesma função do arquivo e da API."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.dividas.campos import ROTULOS
from hub.dividas.justificativas import TAMANHO, cda_justificar, consulta_ate
from hub.dividas.models import CDA, Porta
from hub.recepcao.campos_da_tela import (
    CAMPOS_DA_CDA,
    PAPEIS,
    ROTULOS_DO_MOVIMENTO,
    campos_do_movimento,
    codevedores_da,
    codevedores_digitados,
    digitado_da,
    digitados,
    grupos_da_cda,
    sem_lugar,
)
from hub.recepcao.documentos import documentos_dos_achados
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, Recibo, receber

Achados = list[dict[str, Any]]
#: O que a tela diz conforme o que se fez da CDA, na ordem em que se olha.
O_QUE_HOUVE = {
    "repetidas": "Esta CDA já estava no hub com o mesmo conteúdo: nada mudou.",
    "alteradas": "CDA alterada. A versão anterior ficou guardada.",
    "em_consulta": "CDA recebida em consulta: corrija ou justifique no prazo do convênio.",
    "aceitas": "CDA aceita. Ela segue para a próxima etapa da régua da carteira.",
}


@dataclass(frozen=True, kw_only=True)
class Preenchido:
    """O que está no formulário e o que se disse dele."""

    #: campo → texto digitado
    valores: dict[str, str]
    codevedores: list[dict[str, str]] = field(default_factory=list)
    #: o que recusou o envio, e as ressalvas; avisos não seguram nada
    achados: Achados = field(default_factory=list)
    #: o que impediu o envio inteiro, se algo impediu
    recusa: Recusa | None = None
    #: a CDA que se altera; None = nova
    cda: CDA | None = None


@require_http_methods(["GET", "POST"])
@tela(Ato.CDAS_ENVIAR)
def nova(pedido: Pedido) -> HttpResponse:
    if pedido.method == "GET":
        return _formulario(pedido, Preenchido(valores={}))
    valores = {"operacao": "I", **digitados(pedido.POST, CAMPOS_DA_CDA)}
    return _enviar(pedido, Preenchido(valores=valores, codevedores=codevedores_digitados(pedido.POST)))


@require_http_methods(["GET", "POST"])
@tela(Ato.CDAS_ENVIAR)
def alterar(pedido: Pedido, cda: int) -> HttpResponse:
    """A mesma CDA com operação A: a versão anterior fica guardada."""
    achada = get_object_or_404(CDA.objects.select_related("carteira"), pk=cda, credor=pedido.acesso.credor)
    if pedido.method == "GET":
        atual = Preenchido(valores=digitado_da(achada), codevedores=codevedores_da(achada), cda=achada)
        return _formulario(pedido, atual)
    valores = {**digitados(pedido.POST, CAMPOS_DA_CDA), "operacao": "A", "numero_cda": achada.numero_cda}
    codevedores = codevedores_digitados(pedido.POST)
    return _enviar(pedido, Preenchido(valores=valores, codevedores=codevedores, cda=achada))


def _enviar(pedido: Pedido, preenchido: Preenchido) -> HttpResponse:
    """Recebe; recusada volta ao formulário com os erros, o resto leva à página da CDA."""
    try:
        recibo = _receber(pedido, preenchido)
    except Recusa as recusa:
        return _formulario(pedido, replace(preenchido, recusa=recusa))
    if recibo.lote.recusadas:
        return _formulario(pedido, replace(preenchido, achados=_na_tela(documentos_dos_achados(recibo.achados))))
    gravada = CDA.objects.get(credor=pedido.acesso.credor, numero_cda=preenchido.valores["numero_cda"])
    dizer = messages.warning if recibo.lote.em_consulta else messages.success
    dizer(pedido, next(frase for conta, frase in O_QUE_HOUVE.items() if getattr(recibo.lote, conta)))
    return redirect("cda", cda=gravada.pk)


def _receber(pedido: Pedido, preenchido: Preenchido) -> Recibo:
    quadros = quadros_de_objetos([{**preenchido.valores, "devedores": preenchido.codevedores}])
    if preenchido.cda and preenchido.cda.corresponsaveis.exists():
        # Quadro vazio diz que os codevedores saíram todos; quadro ausente, que ficam como estão.
        quadros.setdefault("devedor", pl.DataFrame(schema={"linha": pl.UInt32, "numero_cda": pl.String}))
    entrega = Entrega(
        credor=pedido.acesso.credor,
        porta=Porta.TELA,
        ator=pedido.acesso.ator,
        em=timezone.localdate(),
    )
    return receber(entrega, quadros, da_leitura=quadros.achados)


def _na_tela(achados: Achados) -> Achados:
    """Os achados que recusaram ou ressalvaram, com o rótulo do campo no lugar da linha e da coluna."""
    rotulos = {"devedor": "Codevedores", **{f"cda.{campo}": rotulo for campo, rotulo in ROTULOS.items()}}
    rotulos |= {f"movimento.{campo}": rotulo for campo, rotulo in ROTULOS_DO_MOVIMENTO.items()}
    return [
        {**achado, "rotulo": rotulos.get(achado["tabela"]) or rotulos.get(f"{achado['tabela']}.{achado['campo']}", "")}
        | {"dito": sem_lugar(achado["mensagem"])}
        for achado in achados
        if achado["efeito"] != "aviso"
    ]


def _formulario(pedido: Pedido, preenchido: Preenchido) -> HttpResponse:
    contexto = {
        "preenchido": preenchido,
        "cda": preenchido.cda,
        "grupos": grupos_da_cda(
            pedido.acesso.credor, preenchido.valores, preenchido.achados, com_numero=preenchido.cda is None
        ),
        "codevedores": [*preenchido.codevedores, {}],
        "papeis": PAPEIS,
    }
    situacao = preenchido.recusa.status if preenchido.recusa else 422 if preenchido.achados else 200
    return render(pedido, "recepcao/cda_formulario.html", contexto, status=situacao)


@require_http_methods(["GET", "POST"])
@tela(Ato.CDAS_ENVIAR)
def movimento(pedido: Pedido, cda: int) -> HttpResponse:
    """O que houve com a CDA no credor: pagamento, suspensão, cancelamento…"""
    achada = get_object_or_404(CDA, pk=cda, credor=pedido.acesso.credor)
    if pedido.method == "GET":
        return _do_movimento(pedido, Preenchido(valores={}, cda=achada))
    valores = digitados(pedido.POST, ROTULOS_DO_MOVIMENTO)
    preenchido = Preenchido(valores=valores, cda=achada)
    try:
        recibo = _movimento_receber(pedido, achada, valores)
    except Recusa as recusa:
        return _do_movimento(pedido, replace(preenchido, recusa=recusa))
    if recibo.lote.movimentos_recusados:
        return _do_movimento(pedido, replace(preenchido, achados=_na_tela(documentos_dos_achados(recibo.achados))))
    messages.success(pedido, "Movimento registrado." if recibo.lote.movimentos else "Já estava registrado.")
    return redirect("cda", cda=achada.pk)


def _movimento_receber(pedido: Pedido, cda: CDA, valores: dict[str, str]) -> Recibo:
    quadros = quadros_de_objetos([{"numero_cda": cda.numero_cda, "movimentos": [valores]}])
    entrega = Entrega(
        credor=pedido.acesso.credor,
        porta=Porta.TELA,
        ator=pedido.acesso.ator,
        em=timezone.localdate(),
    )
    return receber(entrega, {"movimento": quadros["movimento"]})


def _do_movimento(pedido: Pedido, preenchido: Preenchido) -> HttpResponse:
    contexto = {
        "preenchido": preenchido,
        "cda": preenchido.cda,
        "campos": campos_do_movimento(pedido.acesso.credor, preenchido.valores, preenchido.achados),
    }
    situacao = preenchido.recusa.status if preenchido.recusa else 422 if preenchido.achados else 200
    return render(pedido, "recepcao/movimento.html", contexto, status=situacao)


@require_http_methods(["GET", "POST"])
@tela(Ato.CDAS_ENVIAR)
def justificar(pedido: Pedido, cda: int) -> HttpResponse:
    """Por que a CDA em consulta está certa como está."""
    achada = get_object_or_404(CDA, pk=cda, credor=pedido.acesso.credor)
    texto = pedido.POST.get("justificativa", "")
    recusa = None
    if pedido.method == "POST":
        try:
            cda_justificar(cda=achada, justificativa=texto, ator=pedido.acesso.ator, em=timezone.localdate())
        except Recusa as dita:
            recusa = dita
        else:
            messages.success(pedido, "Justificativa registrada. A CDA voltou à cobrança.")
            return redirect("cda", cda=achada.pk)
    contexto = {"cda": achada, "ate": consulta_ate(achada), "texto": texto, "recusa": recusa, "tamanho": TAMANHO}
    return render(pedido, "recepcao/justificar.html", contexto, status=recusa.status if recusa else 200)
