"""O convênio em vigor e a adesão que o pôs em vigor mudam juntos, venha de onde vier o ato."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from hub.adesao.models import Adesao
from hub.adesao.passagem import adesao_passar
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.credores.models import Credor
from hub.credores.vigencia import convenio_encerrar, convenio_reativar, convenio_suspender

#: Situação → o ato que a traz ao convênio.
_ATOS: Final[dict[SituacaoDaAdesao, Callable[..., object]]] = {
    SituacaoDaAdesao.SUSPENSA: convenio_suspender,
    SituacaoDaAdesao.VIGENTE: convenio_reativar,
    SituacaoDaAdesao.ENCERRADA: convenio_encerrar,
}


@transaction.atomic
def convenio_mudar(*, credor: Credor, para: SituacaoDaAdesao, motivo: str, em: date, ator: str) -> None:
    """Suspende, reativa ou encerra o convênio do credor, e com ele a adesão, se veio de uma; repetir não muda nada.

    Levanta o que `convenio_suspender`, `convenio_reativar` e `convenio_encerrar` levantam.
    """
    vivas = {SituacaoDaAdesao.VIGENTE, SituacaoDaAdesao.SUSPENSA}
    adesao = Adesao.objects.select_for_update().filter(credor=credor, situacao__in=sorted(vivas)).first()
    _ATOS[para](credor=credor, motivo=motivo, em=em, ator=ator)
    if adesao is not None and adesao.situacao != para:
        adesao_passar(adesao, para, quem=ator, em=timezone.now(), motivo=" ".join(motivo.split()))
