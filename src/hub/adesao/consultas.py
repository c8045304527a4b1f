"""O que se lê das adesões."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from hub.acesso.models import Usuario
from hub.adesao.models import Adesao
from hub.adesao.situacoes import NA_PGFN, SituacaoDaAdesao


def adesoes_da(pessoa: Usuario) -> QuerySet[Adesao]:
    """Os pedidos que a pessoa fez, e os já feitos de que é representante; os de outro pretendente não são dela."""
    dela = Q(solicitante=pessoa)
    if pessoa.cpf_resumo:
        dela |= Q(representante_cpf_resumo=pessoa.cpf_resumo) & ~Q(situacao=SituacaoDaAdesao.RASCUNHO)
    return Adesao.objects.filter(dela).order_by("-pk")


def adesoes_na(situacao: str = "") -> QuerySet[Adesao]:
    """As que a PGFN vê: todas menos os rascunhos, ou as de uma situação; `pendentes`, as que esperam por ela."""
    todas = Adesao.objects.exclude(situacao=SituacaoDaAdesao.RASCUNHO).exclude(passagens__isnull=True).order_by("-pk")
    if situacao == "pendentes":
        return todas.filter(situacao__in=sorted(NA_PGFN)).distinct()
    return (todas.filter(situacao=situacao) if situacao in SituacaoDaAdesao.values else todas).distinct()


class Marco(NamedTuple):
    """Uma linha do andamento."""

    em: datetime
    titulo: str
    quem: str
    texto: str


def andamento_da(adesao: Adesao) -> list[Marco]:
    """O que aconteceu, do mais novo ao mais velho."""
    marcos = [Marco(p.em, SituacaoDaAdesao(p.para).label, p.quem, p.motivo) for p in adesao.passagens.all()]
    marcos += [
        Marco(a.em, f"Assinatura: {a.get_parte_display()}", a.por, f"{a.nome}, em nome de {a.em_nome_de}")
        for a in adesao.assinaturas.all()
    ]
    return sorted(marcos, key=lambda marco: marco.em)[::-1]
