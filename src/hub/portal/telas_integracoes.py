"""As integrações do credor: as credenciais com que os sistemas dele chamam a API, e o uso que fazem."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hub.acesso.consultas import USOS_NA_TELA, anterior_vale_ate, credenciais_do, situacao_da, usos_da
from hub.acesso.credenciais import credencial_criar, credencial_revogar, segredo_trocar, troca_encerrar
from hub.acesso.escopos import DA_EQUIPE, EXPLICACOES, Escopo
from hub.acesso.limites import CHAMADAS_POR_MINUTO, HORAS_DE_SOBREPOSICAO, HORAS_DE_SOBREPOSICAO_MAXIMO
from hub.acesso.models import CredencialDeApi, Especie
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.calendario import dia_ler
from hub.comum.erros import Recusa

#: O que cada espécie faz, como se explica a quem cria.
ESPECIES = {
    Especie.PRODUCAO: "Produção: envia e lê, de verdade",
    Especie.EQUIPE: "Equipe: só lê, para relatórios",
    Especie.ENSAIO: "Ensaio: responde como a de produção, e nada se grava nem chega a canal",
}
#: Caracteres que se leem da lista de redes.
REDES_MAXIMO = 2_000


@require_GET
@tela(Ato.CREDENCIAIS_VER)
def integracoes(pedido: Pedido) -> HttpResponse:
    """As credenciais, sem segredo."""
    agora = timezone.now()
    linhas = [(cada, situacao_da(cada, agora)) for cada in credenciais_do(pedido.acesso.credor)]
    return render(pedido, "portal/integracoes.html", {"linhas": linhas})


@require_GET
@tela(Ato.CREDENCIAIS_VER)
def integracao(pedido: Pedido, credencial: int) -> HttpResponse:
    """Uma credencial e o uso dela."""
    achada, agora = _achar(pedido, credencial), timezone.now()
    contexto = {
        "credencial": achada,
        "situacao": situacao_da(achada, agora),
        "limite": achada.por_minuto or CHAMADAS_POR_MINUTO,
        "anterior_ate": anterior_vale_ate(achada, agora),
        "escopos": [(escopo, EXPLICACOES[Escopo(escopo)]) for escopo in achada.escopos],
        "usos": usos_da(achada),
        "usos_na_tela": USOS_NA_TELA,
    }
    return render(pedido, "portal/integracao.html", contexto)


@never_cache
@require_http_methods(["GET", "POST"])
@tela(Ato.CREDENCIAIS_ADMINISTRAR)
def nova(pedido: Pedido) -> HttpResponse:
    """Cria uma credencial e mostra o segredo, que não se vê de novo."""
    if pedido.method == "GET":
        return _formulario(pedido, {"especie": Especie.PRODUCAO.value, "escopos": list(Escopo)})
    try:
        credencial, segredo = credencial_criar(
            credor=pedido.acesso.credor,
            nome=pedido.POST.get("nome", "").strip(),
            ator=pedido.acesso.ator,
            agora=timezone.now(),
            especie=_especie(pedido),
            escopos=pedido.POST.getlist("escopo"),
            redes=pedido.POST.get("redes", "")[:REDES_MAXIMO].split(),
            ate=_ate(pedido),
        )
    except Recusa as recusa:
        campos = {nome: pedido.POST.get(nome, "")[:REDES_MAXIMO] for nome in ("nome", "especie", "redes", "ate")}
        return _formulario(pedido, campos | {"escopos": pedido.POST.getlist("escopo")}, recusa=recusa)
    return _mostrar_segredo(pedido, credencial, segredo)


def _formulario(pedido: Pedido, digitado: dict[str, Any], *, recusa: Recusa | None = None) -> HttpResponse:
    contexto = {
        "digitado": digitado,
        "especies": [(especie.value, texto) for especie, texto in ESPECIES.items()],
        "escopos": [(escopo.value, texto, escopo in DA_EQUIPE) for escopo, texto in EXPLICACOES.items()],
        "recusa": recusa,
    }
    return render(pedido, "portal/integracao_nova.html", contexto, status=recusa.status if recusa else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@tela(Ato.CREDENCIAIS_ADMINISTRAR)
def trocar(pedido: Pedido, credencial: int) -> HttpResponse:
    """Troca o segredo; o anterior vale mais um tempo, para que o sistema passe de um ao outro sem parar."""
    achada = _achar(pedido, credencial)
    contexto: dict[str, Any] = {"credencial": achada, "maximo": HORAS_DE_SOBREPOSICAO_MAXIMO}
    if pedido.method == "GET":
        contexto["anterior_ate"] = anterior_vale_ate(achada, timezone.now())
        return render(pedido, "portal/integracao_trocar.html", contexto | {"horas": HORAS_DE_SOBREPOSICAO})
    ditas = pedido.POST.get("horas", "").strip()[:10]
    try:
        credencial_trocada, segredo, anterior_ate = segredo_trocar(
            credor=pedido.acesso.credor,
            credencial=achada.pk,
            ator=pedido.acesso.ator,
            agora=timezone.now(),
            horas=_horas(ditas),
        )
    except Recusa as recusa:
        contexto |= {"recusa": recusa, "horas": ditas}
        return render(pedido, "portal/integracao_trocar.html", contexto, status=recusa.status)
    return _mostrar_segredo(pedido, credencial_trocada, segredo, anterior_ate=anterior_ate)


def _mostrar_segredo(pedido: Pedido, credencial: CredencialDeApi, segredo: str, **mais: object) -> HttpResponse:
    return render(pedido, "portal/integracao_segredo.html", {"credencial": credencial, "segredo": segredo, **mais})


@require_POST
@tela(Ato.CREDENCIAIS_ADMINISTRAR)
def encerrar(pedido: Pedido, credencial: int) -> HttpResponse:
    achada = _achar(pedido, credencial)
    troca_encerrar(credor=pedido.acesso.credor, credencial=achada.pk, ator=pedido.acesso.ator, agora=timezone.now())
    messages.success(pedido, "Troca encerrada: só o segredo novo vale.")
    return redirect("integracao", credencial=achada.pk)


@require_http_methods(["GET", "POST"])
@tela(Ato.CREDENCIAIS_ADMINISTRAR)
def revogar(pedido: Pedido, credencial: int) -> HttpResponse:
    achada = _achar(pedido, credencial)
    if pedido.method == "GET":
        return render(pedido, "portal/integracao_revogar.html", {"credencial": achada})
    credencial_revogar(credor=pedido.acesso.credor, credencial=achada.pk, ator=pedido.acesso.ator, agora=timezone.now())
    messages.success(pedido, "Credencial revogada: ela e os tokens dela já não valem.")
    return redirect("integracoes")


class EspeciePorEscolher(Recusa):
    """Falta escolher a espécie. Marque uma da lista."""

    status = 422


class HorasMalformadas(Recusa):
    """As horas vêm em algarismos, como 72, e veio {veio}."""

    status = 422


def _achar(pedido: Pedido, credencial: int) -> CredencialDeApi:
    return get_object_or_404(CredencialDeApi, credor=pedido.acesso.credor, pk=credencial)


def _especie(pedido: Pedido) -> Especie:
    dita = pedido.POST.get("especie", "")
    if dita not in Especie.values:
        raise EspeciePorEscolher
    return Especie(dita)


def _ate(pedido: Pedido) -> date | None:
    """O último dia digitado, dia/mês/ano; nulo em branco. Levanta `DiaMalformado`."""
    dito = pedido.POST.get("ate", "").strip()
    return dia_ler(dito[:20]) if dito else None


def _horas(ditas: str) -> int:
    if not (ditas.isascii() and ditas.isdecimal()):
        raise HorasMalformadas(veio=ditas or "em branco")
    return int(ditas)
