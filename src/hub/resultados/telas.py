"""A página de resultados e as suas exportações."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.dividas.historia import ESTRATEGIAS
from hub.dividas.situacao import SITUACOES
from hub.resultados.consultas import VALORES
from hub.resultados.consultas import resultados as resultados_do_credor
from hub.resultados.exportacao import resultados_em_csv, resultados_em_xlsx

#: Coluna de desfecho → (rótulo, cor da barra).
BARRAS = {
    "em_andamento": ("Em andamento", "info"),
    "pagas": ("Pagas", "success"),
    "protestadas": ("Protestadas", "danger"),
    "registradas": ("Em cadastro", "danger"),
    "entregues": ("Entregues", "success"),
    "devolvidas": ("Devolvidas", "warning"),
    "baixadas": ("Baixadas", ""),
}


@require_GET
@tela(Ato.CONSULTAR)
def resultados(pedido: Pedido) -> HttpResponse:
    dados = resultados_do_credor(credor=pedido.acesso.credor)
    contexto = {
        "estrategias": [_estrategia(linha) for linha in dados["por_estrategia"]],
        "total": dados["cdas"]["total"],
        "situacoes": [(situacao, dados["cdas"]["por_situacao"][situacao.codigo]) for situacao in SITUACOES],
    }
    return render(pedido, "resultados/resultados.html", contexto)


@require_GET
@tela(Ato.CONSULTAR)
def em_csv(pedido: Pedido) -> HttpResponse:
    # A marca no começo diz às planilhas que o texto é UTF-8.
    texto = "\N{ZERO WIDTH NO-BREAK SPACE}" + resultados_em_csv(resultados_do_credor(credor=pedido.acesso.credor))
    return _anexo(texto.encode(), "text/csv; charset=utf-8", "resultados.csv")


@require_GET
@tela(Ato.CONSULTAR)
def em_xlsx(pedido: Pedido) -> HttpResponse:
    credor = pedido.acesso.credor
    planilha = resultados_em_xlsx(resultados_do_credor(credor=credor), credor=credor.nome)
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _anexo(planilha, tipo, "resultados.xlsx")


def _anexo(conteudo: bytes, tipo: str, nome: str) -> HttpResponse:
    return HttpResponse(conteudo, content_type=tipo, headers={"Content-Disposition": f'attachment; filename="{nome}"'})


def _estrategia(linha: dict[str, Any]) -> dict[str, Any]:
    """A linha como a página a mostra: valores em Decimal, título e as barras do gráfico."""
    valores = {nome: Decimal(linha[nome]) for nome in VALORES}
    barras = [(rotulo, linha[coluna], cor) for coluna, (rotulo, cor) in BARRAS.items()]
    recuperado = 100 * valores["valor_recuperado"] / valores["valor_enviado"] if valores["valor_enviado"] else None
    titulo = ESTRATEGIAS.get(linha["estrategia"], linha["estrategia"]).capitalize()
    return {**linha, **valores, "titulo": titulo, "barras": barras, "recuperado": recuperado}
