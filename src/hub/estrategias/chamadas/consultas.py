"""O que as pessoas veem das chamadas: como está o canal, o que falhou e o que fazer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.models import Chamada, Disjuntor, EstadoDoDisjuntor, SegredoDoCanal, SituacaoDaChamada

#: Dias de chamadas que se mostram, e quantas no máximo.
DIAS: Final = 7
NA_TELA: Final = 200
_PEDEM_GENTE: Final = (SituacaoDaChamada.PARADA, SituacaoDaChamada.CONFERIR)


@dataclass(frozen=True, kw_only=True)
class Entrega:
    """Em que pé está a entrega de um arquivo, que vai numa chamada ou em muitas."""

    feitas: int
    ao_todo: int
    #: a situação da chamada, ou das muitas
    situacao: str

    @property
    def andando(self) -> bool:
        return self.ao_todo > 1 and self.feitas < self.ao_todo


def entregas_da(remessa: Remessa) -> dict[int, Entrega]:
    """Por arquivo, a entrega dele; vazio quando é por arquivo que se entrega."""
    chamadas = Chamada.objects.filter(credor=remessa.credor_id, arquivo__remessa=remessa)
    contas: dict[int, Counter[str]] = {}
    for arquivo, situacao, quantas in chamadas.values_list("arquivo", "situacao").annotate(Count("id")).order_by():
        contas.setdefault(arquivo, Counter())[situacao] = quantas
    return {arquivo: _entrega(conta) for arquivo, conta in contas.items()}


def _entrega(conta: Counter[str]) -> Entrega:
    ao_todo = conta.total()
    feitas = conta[SituacaoDaChamada.FEITA] + conta[SituacaoDaChamada.CONFERIR]
    # A que mais pede gente diz por todas.
    ordem = (*_PEDEM_GENTE, SituacaoDaChamada.EM_CURSO, SituacaoDaChamada.NA_FILA, SituacaoDaChamada.FEITA)
    situacao = next(um for um in ordem if conta[um])
    dita = str(situacao.label) if ao_todo == 1 else f"{situacao.label}: {feitas} de {ao_todo} blocos"
    return Entrega(feitas=feitas, ao_todo=ao_todo, situacao=dita)


@dataclass(frozen=True, kw_only=True)
class Canal:
    """Como está o serviço de um canal para um credor."""

    #: nulo enquanto nada falhou
    disjuntor: Disjuntor | None
    #: usuário com que se entra; vazio = ninguém guardou
    usuario: str
    #: as dos últimos dias e as que ainda não acabaram, da mais nova à mais velha
    chamadas: list[Chamada]
    #: das últimas, as que precisam de uma pessoa
    por_resolver: list[Chamada]

    @property
    def ligado(self) -> bool:
        return self.disjuntor is None or self.disjuntor.estado == EstadoDoDisjuntor.FECHADO

    @property
    def ha_o_que_religar(self) -> bool:
        return not self.ligado or any(c.situacao == SituacaoDaChamada.PARADA for c in self.chamadas)


def canal_do(credor: Credor, estrategia: str, *, agora: datetime) -> Canal:
    """O serviço do canal, como o credor o vê."""
    do_canal = Chamada.objects.filter(credor=credor, estrategia=estrategia)
    recentes = do_canal.filter(criada_em__gte=agora - timedelta(days=DIAS))
    abertas = do_canal.exclude(situacao=SituacaoDaChamada.FEITA)
    chamadas = list((recentes | abertas).select_related("arquivo").order_by("-id")[:NA_TELA])
    guardado = SegredoDoCanal.objects.filter(credor=credor, estrategia=estrategia).first()
    return Canal(
        disjuntor=Disjuntor.objects.filter(credor=credor, estrategia=estrategia).first(),
        usuario=guardado.usuario if guardado else "",
        chamadas=chamadas,
        por_resolver=[chamada for chamada in chamadas if chamada.situacao in _PEDEM_GENTE],
    )
