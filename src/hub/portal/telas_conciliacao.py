"""A conciliação de três lados na tela: comparar listas, olhar o que diverge, aplicar."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from datetime import date

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.calendario import dia_ler
from hub.comum.dinheiro import dinheiro_ler, reais_escrever
from hub.comum.erros import Recusa
from hub.documentos.indice import sem_formula
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.conciliacao.erros import FreioDaConciliacao
from hub.estrategias.conciliacao.listas import lista_enviada
from hub.estrategias.conciliacao.servicos import Listas, conciliacao_planejar, tipos
from hub.estrategias.limites import CONCILIAR_A_CADA
from hub.estrategias.models import Conciliacao, SituacaoDaConciliacao
from hub.estrategias.registro import CANAIS, titulo_do_canal
from hub.portal.conciliar import conciliacao_mandar

#: Colunas da planilha das divergências.
COLUNAS = ("tipo", "chave", "no_credor", "no_hub", "no_canal", "acao", "valor", "o_que_fazer")


@require_GET
@tela(Ato.CONSULTAR)
def conciliacoes(pedido: Pedido) -> HttpResponse:
    return _conciliacoes(pedido)


@require_POST
@tela(Ato.REMESSA_PLANEJAR)
def comparar(pedido: Pedido) -> HttpResponse:
    """Compara as listas e leva às divergências; a que não se entende volta à página com o motivo."""
    try:
        return redirect("conciliacao", conciliacao=_planejar(pedido).pk)
    except Recusa as recusa:
        return _conciliacoes(pedido, recusa)


def _conciliacoes(pedido: Pedido, recusa: Recusa | None = None) -> HttpResponse:
    feitas, hoje = Conciliacao.objects.filter(credor=pedido.acesso.credor), timezone.localdate()
    ultima = feitas.aggregate(em=Max("em"))["em"]
    contexto = {
        "pagina": paginar(feitas, pedido.GET.get("antes", "")),
        "atrasada": _atrasada(ultima, hoje),
        "cadastros": [
            um for um in CANAIS.values() if isinstance(um, ConectorDeCadastro) and um.nome != "divida_aberta"
        ],
        "erros": {"do_credor": recusa.mensagem} if recusa else {},
        "hoje": hoje,
        "dito": pedido.POST,
    }
    return render(pedido, "portal/conciliacoes.html", contexto, status=recusa.status if recusa else 200)


def _atrasada(ultima: date | None, hoje: date) -> str:
    """O aviso de quem não compara há tempo demais; vazio se não é o caso."""
    if ultima is None or (hoje - ultima).days <= CONCILIAR_A_CADA:
        return ""
    return f"As últimas listas são de {ultima:%d/%m/%Y}, há {(hoje - ultima).days} dias. Compare as de hoje."


def _planejar(pedido: Pedido) -> Conciliacao:
    dia = pedido.POST.get("em", "").strip()
    listas = Listas(
        do_credor=lista_enviada(pedido.FILES.get("do_credor")),
        do_canal=lista_enviada(pedido.FILES.get("do_canal")),
    )
    return conciliacao_planejar(
        credor=pedido.acesso.credor,
        listas=listas,
        em=dia_ler(dia) if dia else timezone.localdate(),
        estrategia=pedido.POST.get("estrategia", ""),
        ator=pedido.acesso.ator,
    )


@require_GET
@tela(Ato.CONSULTAR)
def conciliacao(pedido: Pedido, conciliacao: int) -> HttpResponse:
    """O que diverge, por tipo e uma a uma."""
    achada = _do_credor(pedido, conciliacao)
    tipo = pedido.GET.get("tipo", "")
    divergencias = achada.divergencias.filter(tipo=tipo) if tipo in tipos() else achada.divergencias.all()
    por_tipo = sorted(achada.contas.get("por_tipo", {}).items(), key=lambda par: (-par[1], par[0]))
    pagina = paginar(divergencias, pedido.GET.get("antes", ""))
    contexto = {
        "conciliacao": achada,
        "canal": titulo_do_canal(achada.estrategia),
        "por_tipo": [(nome, quantas, tipos()[nome]) for nome, quantas in por_tipo],
        "barras": [(tipos()[nome]["texto"], quantas, "warning") for nome, quantas in por_tipo],
        "tipo": tipo if tipo in tipos() else "",
        "pagina": pagina,
        "linhas": [
            (um, tipos()[um.tipo], [_por_extenso(dito) for dito in (um.no_credor, um.no_hub, um.no_canal)])
            for um in pagina.linhas
        ],
        "aberta": achada.situacao == SituacaoDaConciliacao.ABERTA,
    }
    return render(pedido, "portal/conciliacao.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def conciliacao_em_csv(pedido: Pedido, conciliacao: int) -> HttpResponse:
    achada = _do_credor(pedido, conciliacao)
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(COLUNAS)
    for um in achada.divergencias.order_by("pk").iterator():
        valor = "" if um.valor is None else str(um.valor).replace(".", ",")
        campos = (
            um.tipo,
            um.chave,
            um.no_credor,
            um.no_hub,
            um.no_canal,
            um.acao,
            valor,
            tipos()[um.tipo]["como_resolver"],
        )
        escritor.writerow(map(sem_formula, campos))
    resposta = HttpResponse(BOM_UTF8 + saida.getvalue().encode(), content_type="text/csv; charset=utf-8")
    resposta["Content-Disposition"] = f'attachment; filename="conciliacao-{achada.pk}.csv"'
    return resposta


@require_POST
@tela(Ato.REMESSA_LIBERAR)
def aplicar(pedido: Pedido, conciliacao: int) -> HttpResponse:
    achada = _do_credor(pedido, conciliacao)
    try:
        lote, mudados = conciliacao_mandar(conciliacao=achada, ator=pedido.acesso.ator)
    except FreioDaConciliacao as freio:
        messages.warning(pedido, f"Sua aprovação ficou registrada. {freio.mensagem}")
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
    else:
        partes = [
            f"os movimentos estão no lote {lote.pk}, que a fila processa" if lote else "não há movimento a enviar"
        ]
        partes.append("nada mudou nos canais" if not mudados else f"registros acertados com o canal: {mudados}")
        messages.success(pedido, f"Conciliação aplicada: {' e '.join(partes)}.")
        if lote:
            return redirect("lote", lote=lote.pk)
    return redirect("conciliacao", conciliacao=achada.pk)


def _por_extenso(dito: str) -> str:
    """`em_consulta 18365.00` → "em consulta, R$ 18.365,00"; o que não tem essa forma sai como está."""
    casado = re.fullmatch(r"([A-Za-z_]*) ?([0-9]+\.[0-9]{2})?", dito)
    if not casado:
        return dito
    situacao, saldo = casado.groups()
    partes = [situacao.replace("_", " ").lower(), reais_escrever(dinheiro_ler(saldo)) if saldo else ""]
    return ", ".join(filter(None, partes))


def _do_credor(pedido: Pedido, conciliacao: int) -> Conciliacao:
    achadas = Conciliacao.objects.select_related("credor")
    return get_object_or_404(achadas, pk=conciliacao, credor=pedido.acesso.credor)
