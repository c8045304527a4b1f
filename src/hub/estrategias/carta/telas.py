"""As cartas na tela: os endereços que voltam, e a resposta a um lote da e-Carta."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hub.acesso.paginas import paginar
from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.erros import Recusa
from hub.dividas.enderecos import com_dividas, enderecos_que_voltam
from hub.dividas.models import Remessa
from hub.documentos.indice import sem_formula
from hub.estrategias.carta.resposta import lote_responder

#: Colunas da planilha dos endereços.
COLUNAS = ("devedor", "tipo", "endereco", "motivo", "em", "cdas")


@require_GET
@tela(Ato.CONSULTAR)
def enderecos(pedido: Pedido) -> HttpResponse:
    """Os endereços que devolveram o que se mandou, com as dívidas em aberto que ainda os trazem."""
    pagina = paginar(enderecos_que_voltam(pedido.acesso.credor), pedido.GET.get("antes", ""))
    contexto = {"pagina": pagina, "linhas": com_dividas(pedido.acesso.credor, pagina.linhas)}
    return render(pedido, "estrategias/enderecos.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def enderecos_em_csv(pedido: Pedido) -> HttpResponse:
    """O mesmo, inteiro, para corrigir no cadastro de onde as CDAs vêm."""
    credor = pedido.acesso.credor
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(COLUNAS)
    for endereco, cdas in com_dividas(credor, list(enderecos_que_voltam(credor))):
        numeros = ", ".join(numero for _, numero in cdas)
        linha = (
            endereco.devedor,
            endereco.tipo,
            endereco.endereco,
            endereco.motivo,
            f"{endereco.em:%d/%m/%Y}",
            numeros,
        )
        escritor.writerow(map(sem_formula, linha))
    resposta = HttpResponse(BOM_UTF8 + saida.getvalue().encode(), content_type="text/csv; charset=utf-8")
    resposta["Content-Disposition"] = 'attachment; filename="enderecos-que-voltam.csv"'
    return resposta


@require_POST
@tela(Ato.REMESSA_LIBERAR)
def responder(pedido: Pedido, remessa: int) -> HttpResponse:
    """Manda produzir o lote, ou o recusa: dá o arquivo que vai aos Correios."""
    achada = get_object_or_404(Remessa.objects.select_related("credor"), pk=remessa, credor=pedido.acesso.credor)
    try:
        nome, conteudo = lote_responder(
            remessa=achada,
            nome=pedido.POST.get("arquivo", ""),
            autoriza=pedido.POST.get("resposta") == "autorizar",
            mesmo_assim=pedido.POST.get("mesmo_assim") == "1",
            ator=pedido.acesso.ator,
            agora=timezone.now(),
        )
    except Recusa as recusa:
        messages.error(pedido, recusa.mensagem)
        return redirect("remessa", remessa=achada.pk)
    resposta = HttpResponse(conteudo, content_type="application/zip")
    resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
    return resposta
