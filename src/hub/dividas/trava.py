"""A trava do pagamento: com o título no cartório, o devedor paga só lá, até a lavratura.

É prática da PGFN e de municípios que publicaram a deles: guia e parcelamento não se emitem do protocolo à lavratura,
porque o cartório recebe o valor com os emolumentos e o devedor pagaria duas vezes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from hub.comum.municipios import municipios
from hub.comum.situacoes import Situacao
from hub.dividas.models import CDA, Acionamento

#: O título está no cartório e o protesto ainda não se lavrou.
NO_CARTORIO: Final = (
    Situacao.CONFIRMADA,
    Situacao.EM_ANDAMENTO,
    Situacao.DESISTENCIA_PEDIDA,
    Situacao.SUSTADA,
    Situacao.PAGA_CONDICIONAL,
)


@dataclass(frozen=True, kw_only=True)
class Trava:
    """Onde o devedor tem de pagar agora."""

    #: código do cartório na praça
    cartorio: str
    praca: str
    protocolo: str
    #: nulo quando o cartório não disse
    desde: date | None

    @property
    def texto(self) -> str:
        """O que se diz a quem quer pagar ou emitir uma guia."""
        protocolo = f", protocolo {self.protocolo}" if self.protocolo else ""
        onde = f"no cartório {self.cartorio.lstrip('0')} de {self.praca}{protocolo}"
        return f"O título está {onde}: até a lavratura, só se paga lá."


def trava_do_pagamento(cda: CDA) -> Trava | None:
    """A trava da CDA; nula quando se pode pagar ao credor."""
    titulo = _titulos().filter(cda=cda, credor=cda.credor_id).order_by("-tentativa").first()
    if titulo is None:
        return None
    municipio = municipios().get(titulo.praca)
    return Trava(
        cartorio=titulo.cartorio,
        praca=municipio.nome if municipio else titulo.praca,
        protocolo=titulo.protocolo,
        desde=titulo.data_protocolo,
    )


def sem_trava(cdas: QuerySet[CDA]) -> QuerySet[CDA]:
    """As que se podem pagar ao credor."""
    return cdas.filter(~Exists(_titulos().filter(cda=OuterRef("pk"), credor=OuterRef("credor"))))


def _titulos() -> QuerySet[Acionamento]:
    return Acionamento.objects.filter(estrategia="protesto", situacao__in=NO_CARTORIO)
