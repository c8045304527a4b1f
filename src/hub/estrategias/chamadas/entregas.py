"""As entregas de uma remessa pelo serviço do canal: quais faltam, o que as segura e o que já não precisa ir."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from hub.credores.consultas import vigor_em
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.chamadas.execucao import FEITAS
from hub.estrategias.models import Chamada, Disjuntor, SituacaoDaChamada
from hub.operacao.vigentes import parada_do_canal

#: Remessas que se retomam de cada vez.
POR_VEZ: Final = 100
#: Quando se olha de novo o que o convênio ou a operação segura.
OLHAR_DE_NOVO: Final = timedelta(hours=1)
#: O que se diz do que o convênio segura.
_CONVENIO_PARADO: Final = (
    "O convênio está suspenso ou encerrado, e o arquivo inclui dívidas: não foi mandado. Reativado o convênio, ele "
    "vai sozinho; se não for mais, registre com `hub remessa recusada`."
)
_DISPENSADA: Final = "Nada do que ela leva espera mais resposta (já veio, ou já não pode ir): não foi mandado."


def remessas_por_entregar(credor: Credor, estrategia: str) -> list[Remessa]:
    """As remessas com algo por entregar pelo serviço, da mais velha à mais nova."""
    por_entregar = Chamada.objects.filter(credor=credor, estrategia=estrategia, arquivo__isnull=False)
    abertas = por_entregar.exclude(situacao__in=FEITAS).values("arquivo__remessa")
    return list(Remessa.objects.filter(pk__in=abertas).select_related("credor").order_by("pk"))


def remessas_por_retomar(estrategia: str, agora: datetime, *, credores: Sequence[int] | None = None) -> list[int]:
    """As remessas cuja espera acabou, e as que um processo morto pode ter deixado no meio; a trava diz quais.

    `credores`: só os dados; nulo = todos.
    """
    desligados = Disjuntor.objects.filter(estrategia=estrategia, permanente=True)
    abertas = (
        Chamada.objects.filter(
            estrategia=estrategia,
            arquivo__isnull=False,
            situacao__in=(SituacaoDaChamada.NA_FILA, SituacaoDaChamada.EM_CURSO),
        )
        .exclude(proxima_em__gt=agora)
        .exclude(credor__in=desligados.values("credor"))
    )
    if credores is not None:
        abertas = abertas.filter(credor__in=credores)
    return list(abertas.order_by("arquivo__remessa").values_list("arquivo__remessa", flat=True).distinct()[:POR_VEZ])


def o_que_segura(chamada: Chamada, *, inclui: bool) -> Chamada | None:
    """A chamada que a operação ou o convênio não deixa fazer agora, com o motivo; nula quando se pode.

    `inclui`: se ela leva inclusões, que um convênio parado não deixa sair. Volta-se a olhar mais tarde.
    """
    parada = parada_do_canal(chamada.estrategia, chamada.credor_id)
    if parada and (inclui or parada.inclusive_baixas):
        texto = f"A operação do hub parou o envio: {parada.motivo}. Acabada a parada, vai sozinho."
        return _anotar(chamada, codigo="PARADA", mensagem=texto, proxima_em=timezone.now() + OLHAR_DE_NOVO)
    if inclui and vigor_em(chamada.credor, timezone.localdate()).so_reduz:
        espera = timezone.now() + OLHAR_DE_NOVO
        return _anotar(chamada, codigo="CONVENIO", mensagem=_CONVENIO_PARADO, proxima_em=espera)
    return None


def dispensar(chamada: Chamada) -> Chamada:
    """Dá por feita a chamada que não leva mais nada que espere resposta."""
    return _anotar(
        chamada,
        situacao=SituacaoDaChamada.FEITA,
        codigo="DISPENSADA",
        mensagem=_DISPENSADA,
        terminou_em=timezone.now(),
    )


def _anotar(chamada: Chamada, **campos: object) -> Chamada:
    Chamada.objects.filter(pk=chamada.pk).exclude(situacao=SituacaoDaChamada.EM_CURSO).update(**campos)
    chamada.refresh_from_db()
    return chamada
