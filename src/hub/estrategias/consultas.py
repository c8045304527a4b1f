"""O que se lê das remessas e dos retornos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from hub.comum.municipios import municipios
from hub.comum.situacoes import Situacao
from hub.credores.models import Carteira, Credor
from hub.dividas.models import Acionamento, Remessa, Retorno, SituacaoDaRemessa
from hub.estrategias.erros import CarteiraDesconhecida

#: Por quanto tempo uma remessa sem resposta aparece como tarefa.
RECENTE = timedelta(days=60)
#: Praças listadas na página do plano.
PRACAS_MOSTRADAS = 10
#: Como as telas chamam os pedidos de baixa.
PEDIDOS = {
    "DP": "Desistências, antes do protesto",
    "AD": "Autorizações para o devedor retirar o título, antes do protesto",
    "CP": "Cancelamentos de protesto",
    "AC": "Autorizações para o devedor cancelar o protesto",
}


def remessas_do(credor: Credor, *, situacao: str = "") -> QuerySet[Remessa]:
    """As remessas do credor, da mais nova à mais velha; sem `situacao`, as descartadas não aparecem."""
    remessas = Remessa.objects.filter(credor=credor).order_by("-id")
    if situacao in SituacaoDaRemessa.values:
        return remessas.filter(situacao=situacao)
    return remessas.exclude(situacao=SituacaoDaRemessa.DESCARTADA)


def remessas_a_liberar(credor: Credor) -> int:
    """Planos com algo a enviar que ninguém liberou."""
    planos = Remessa.objects.filter(credor=credor, situacao=SituacaoDaRemessa.PLANEJADA)
    return planos.exclude(inclusoes=0, baixas=0).count()


def plano_aberto(credor: Credor, estrategia: str) -> int | None:
    """O plano da estratégia que ninguém liberou; é o que planejar de novo descarta."""
    planos = Remessa.objects.filter(credor=credor, estrategia=estrategia, situacao=SituacaoDaRemessa.PLANEJADA)
    return planos.values_list("pk", flat=True).first()


def remessas_sem_retorno(credor: Credor) -> int:
    """Remessas liberadas nos últimos sessenta dias com título de que o canal ainda não disse nada."""
    mudas = Acionamento.objects.filter(remessa=OuterRef("pk"), situacao=Situacao.ENVIADA)
    liberadas = Remessa.objects.filter(credor=credor, situacao=SituacaoDaRemessa.LIBERADA)
    return liberadas.filter(Exists(mudas), liberada_em__gte=timezone.now() - RECENTE).count()


def retornos_do(credor: Credor) -> QuerySet[Retorno]:
    return Retorno.objects.filter(credor=credor).order_by("-id")


def carteira_do(credor: Credor, codigo: str) -> Carteira:
    """A carteira do credor com o código. Levanta `CarteiraDesconhecida`."""
    if achada := Carteira.objects.filter(credor=credor, codigo=codigo.strip()).select_related("credor").first():
        return achada
    conhecidas = credor.carteiras.order_by("codigo").values_list("codigo", flat=True)
    raise CarteiraDesconhecida(carteira=codigo, conhecidas=", ".join(conhecidas))


@dataclass(frozen=True, kw_only=True)
class Conteudo:
    """O que um plano leva, em números."""

    #: soma do valor das inclusões, em reais
    valor: Decimal
    #: (município, títulos, valor), os maiores primeiro
    pracas: list[tuple[str, int, Decimal]]
    #: quantas praças há ao todo
    pracas_ao_todo: int
    #: (nome do pedido, quantos)
    baixas: list[tuple[str, int]]


def conteudo_da(remessa: Remessa) -> Conteudo:
    """Inclusões por praça e baixas por tipo de pedido."""
    por_praca = (
        Acionamento.objects.filter(remessa=remessa)
        .values_list("praca")
        .annotate(titulos=Count("id"), valor=Sum("valor"))
        .order_by("-titulos", "praca")
    )
    pracas = [(_municipio(praca), titulos, valor) for praca, titulos, valor in por_praca]
    baixas = remessa.baixas_planejadas.values_list("tipo").annotate(quantos=Count("id")).order_by("tipo")
    return Conteudo(
        valor=sum((valor for _, _, valor in pracas), Decimal(0)),
        pracas=pracas[:PRACAS_MOSTRADAS],
        pracas_ao_todo=len(pracas),
        baixas=[(PEDIDOS.get(tipo, tipo), quantos) for tipo, quantos in baixas],
    )


def _municipio(praca: str) -> str:
    achado = municipios().get(praca)
    return f"{achado.nome} ({achado.uf})" if achado else praca
