"""O que as pessoas veem das chamadas: como está o canal, o que falhou e o que fazer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.models import Chamada, Disjuntor, EstadoDoDisjuntor, SegredoDoCanal, SituacaoDaChamada

#: Dias de chamadas que se mostram, e quantas no máximo.
DIAS: Final = 7
NA_TELA: Final = 200
_PEDEM_GENTE: Final = (SituacaoDaChamada.PARADA, SituacaoDaChamada.CONFERIR)


def entregas_da(remessa: Remessa) -> dict[int, Chamada]:
    """Por arquivo, a chamada que o entrega; vazio quando a entrega é por arquivo."""
    chamadas = Chamada.objects.filter(credor=remessa.credor_id, arquivo__remessa=remessa)
    return {chamada.arquivo_id: chamada for chamada in chamadas if chamada.arquivo_id}


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
