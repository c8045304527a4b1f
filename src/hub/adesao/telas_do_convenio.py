"""O convênio para o credor: as cláusulas em vigor, a certificação e os acordos."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.adesao.termo import clausulas_por_extenso
from hub.comum.calendario import dia_ler
from hub.comum.erros import Recusa
from hub.credores.certificacao import convenio_certificar
from hub.credores.clausulas_escritas import clausulas_do_convenio, clausulas_escrever
from hub.credores.consultas import certificacao_do, clausulas_em, convenio_em
from hub.credores.models import AcordoComOBiro, Biro, Convenio
from hub.credores.vigencia import acordo_registrar


@require_GET
@tela(Ato.CONSULTAR)
def convenio(pedido: Pedido) -> HttpResponse:
    return _pagina(pedido)


def _pagina(pedido: Pedido, recusa: Recusa | None = None) -> HttpResponse:
    credor, hoje = pedido.acesso.credor, timezone.localdate()
    clausulas, em_vigor = clausulas_em(credor, hoje), convenio_em(credor, hoje)
    contexto = {
        "vigor": clausulas.vigor,
        "certificado": clausulas.certificado,
        "convenio": em_vigor,
        "por_extenso": _por_extenso(em_vigor),
        "certificacao": certificacao_do(credor),
        "acordos": AcordoComOBiro.objects.filter(credor=credor),
        "biros": Biro.choices,
        "hoje": hoje,
        "recusa": recusa,
        "digitado": pedido.POST,
    }
    return render(pedido, "adesao/convenio.html", contexto, status=recusa.status if recusa else 200)


def _por_extenso(convenio: Convenio | None) -> list[str]:
    return list(clausulas_por_extenso(clausulas_escrever(clausulas_do_convenio(convenio)))) if convenio else []


@require_POST
@tela(Ato.CONVENIO_CERTIFICAR)
def certificar(pedido: Pedido) -> HttpResponse:
    """A certificação de quem entrou, em nome do credor, de hoje em diante."""
    try:
        feita = convenio_certificar(
            credor=pedido.acesso.credor,
            certificada_por=pedido.acesso.nome,
            em=timezone.localdate(),
            ator=pedido.acesso.ator,
        )
    except Recusa as recusa:
        return _pagina(pedido, recusa)
    messages.success(pedido, f"Dívidas certificadas até {feita.valida_ate:%d/%m/%Y}.")
    return redirect("convenio")


@require_POST
@tela(Ato.CONVENIO_CERTIFICAR)
def acordo(pedido: Pedido) -> HttpResponse:
    """Registra o acordo prévio com o serviço de proteção ao crédito."""
    try:
        acordo_registrar(
            credor=pedido.acesso.credor,
            biro=pedido.POST.get("biro", "")[:20],
            numero=pedido.POST.get("numero", "")[:100],
            data=_dia(pedido, "data"),
            validade=_dia(pedido, "validade"),
            ator=pedido.acesso.ator,
        )
    except Recusa as recusa:
        return _pagina(pedido, recusa)
    messages.success(pedido, "Acordo registrado. A estratégia já pode entrar na régua das carteiras.")
    return redirect("convenio")


def _dia(pedido: Pedido, campo: str) -> date:
    return dia_ler(pedido.POST.get(campo, "").strip())
