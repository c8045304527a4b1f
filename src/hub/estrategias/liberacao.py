"""A liberação que demora: começa na tela, termina na fila, e diz em que pé está."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F, Sum

from hub.dividas.models import Remessa
from hub.documentos.models import LoteDeDocumentos
from hub.estrategias.chamadas.fila import enfileirar_uma_vez
from hub.estrategias.models import Carta
from hub.estrategias.servicos import liberacao_comecar

LIBERAR: Final = "hub.estrategias.remessa_liberar"
#: A fila do que compõe documentos.
DE_DOCUMENTOS: Final = "documentos"


@dataclass(frozen=True, kw_only=True)
class Andamento:
    """Quanto já se preparou de uma liberação."""

    feitos: int
    ao_todo: int

    @property
    def progresso(self) -> int:
        """Por cento."""
        return 100 * self.feitos // self.ao_todo if self.ao_todo else 0


def liberacao_mandar(*, remessa: Remessa, ator: str) -> None:
    """Começa a liberação e deixa o resto à fila. Levanta o que `liberacao_comecar` levanta."""
    liberacao_comecar(remessa=remessa, ator=ator)
    liberacao_enfileirar(remessa)


@transaction.atomic
def liberacao_enfileirar(remessa: Remessa) -> None:
    """Uma tarefa por liberação, em nome de quem a aprovou por último."""
    quem = remessa.aprovada_por[-1] if remessa.aprovada_por else remessa.criada_por
    trava = f"liberar:{remessa.pk}"
    enfileirar_uma_vez(LIBERAR, trava, fila=DE_DOCUMENTOS, uma_por_vez=True, remessa=remessa.pk, ator=quem)


def andamento_da(remessa: Remessa) -> Andamento:
    """Os documentos dos lotes da remessa."""
    lotes = Carta.objects.filter(remessa=remessa, lote__isnull=False).values("lote").distinct()
    contas = LoteDeDocumentos.objects.filter(pk__in=lotes, credor=remessa.credor_id).aggregate(
        feitos=Sum(F("emitidos") + F("repetidos") + F("recusados")), ao_todo=Sum("pedidos")
    )
    return Andamento(feitos=contas["feitos"] or 0, ao_todo=contas["ao_todo"] or 0)
