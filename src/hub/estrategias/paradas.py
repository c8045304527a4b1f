"""O que a operação parou: o motivo nos planos, e a última conferência antes de uma remessa sair."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from hub.credores.models import Credor
from hub.dividas.models import Remessa, SituacaoDaRemessa
from hub.operacao.erros import CanalParado
from hub.operacao.models import EspecieDeChave
from hub.operacao.paradas import recusa_do_plano
from hub.operacao.vigentes import TRAVA_DAS_CHAVES, Chave, agora_mesmo, em_vigor, parada_do_canal

#: O motivo das baixas que a parada do canal também segura.
BAIXAS_PARADAS = "baixas_paradas"


def motivo_da_parada(credor: Credor, estrategia: str) -> str:
    """Por que nada do credor se inclui no canal agora; vazio se nada o segura."""
    chave = parada_do_canal(estrategia, credor.pk)
    if chave is None:
        return ""
    return "canal_parado" if chave.especie == EspecieDeChave.PARAR_CANAL else "credor_parado"


def baixas_segurar(remessa: Remessa) -> None:
    """Tira do plano as baixas, se a parada do canal as segura também; ficam contadas em `retidas`."""
    chave = parada_do_canal(remessa.estrategia, remessa.credor_id)
    if chave is None or not chave.inclusive_baixas or not remessa.baixas:
        return
    remessa.baixas_planejadas.all().delete()
    remessa.retidas = {**remessa.retidas, BAIXAS_PARADAS: remessa.baixas}
    remessa.baixas = 0


def parada_conferir(remessa: Remessa) -> None:
    """Lê as chaves na hora, e quem as liga espera esta transação acabar. Levanta `CanalParado`."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [TRAVA_DAS_CHAVES])
    if chave := _que_segura(remessa):
        raise recusa_do_plano(
            chave,
            plano=remessa.pk,
            canal=remessa.estrategia,
            inclusoes=remessa.inclusoes,
            baixas=remessa.baixas,
        )


def _que_segura(remessa: Remessa) -> Chave | None:
    chaves = em_vigor(agora_mesmo())
    if leitura := next((c for c in chaves if c.especie == EspecieDeChave.SOMENTE_LEITURA), None):
        return leitura
    chave = parada_do_canal(remessa.estrategia, remessa.credor_id, chaves)
    return chave if chave and (remessa.inclusoes or chave.inclusive_baixas) else None


@contextmanager
def devolvendo_o_que_parou(remessa: Remessa) -> Iterator[None]:
    """A remessa que a parada pega neste trecho volta a plano."""
    try:
        yield
    except CanalParado as parada:
        _reserva_desfazer(remessa, parada)
        raise


@transaction.atomic
def _reserva_desfazer(remessa: Remessa, parada: CanalParado) -> None:
    """Devolve ao plano a remessa que a parada pegou entre a reserva e o envio: nada saiu, e as baixas podem ir já.

    Nomes e numeração ficam livres: nenhum arquivo foi entregue. Em somente leitura fica como está, para se terminar.
    """
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    if parada.de_leitura or remessa.situacao != SituacaoDaRemessa.LIBERANDO:
        return
    remessa.arquivos.all().delete()
    remessa.situacao = SituacaoDaRemessa.PLANEJADA
    remessa.save(update_fields=["situacao"])
