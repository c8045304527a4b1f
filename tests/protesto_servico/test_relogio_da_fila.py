"""O relógio da fila: uma tarefa por credor, e o que quebra num não para os outros."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cenarios import serasa
from cenarios.portas import Registro, movimentar, por_arquivo
from hub.credores.models import Credor
from hub.estrategias.models import AgendaDoCanal, RodadaDaRegua, SituacaoDaRodada, SituacaoDasBaixas
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.rodada import servicos
from hub.estrategias.rodada.agenda import Proposta, agenda_definir
from hub.estrategias.tarefas import (
    ANOTAR,
    RODAR,
    baixas_anotar_na_fila,
    baixas_anotar_no_dia,
    regua_rodar_na_fila,
    reguas_na_hora,
)
from protesto_servico.test_fila_e_comandos import na_fila

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fila_vazia")]

#: Segunda-feira, 2 de março de 2026, dez da manhã no Recife.
SEGUNDA = int(datetime(2026, 3, 2, 13, 0, tzinfo=UTC).timestamp())


def agendar(credor: Credor) -> None:
    agenda_definir(credor=credor, estrategia="protesto", proposta=Proposta(), ator="ana", hoje=date(2026, 3, 2))


def esvaziar() -> None:
    """O que o trabalhador faz ao tirar da fila."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def test_a_regua_que_quebra_num_credor_roda_no_outro(
    recife: Credor, olinda: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch
) -> None:
    for credor in (recife, olinda):
        por_arquivo(credor, iptu, em=date(2026, 3, 1))
        agendar(credor)
    inteira = servicos.remessa_planejar

    def quebrar(**argumentos: Any) -> Any:
        if argumentos["credor"] == recife:
            raise ZeroDivisionError
        return inteira(**argumentos)

    monkeypatch.setattr(servicos, "remessa_planejar", quebrar)
    reguas_na_hora(timestamp=SEGUNDA)
    reguas_na_hora(timestamp=SEGUNDA)
    assert na_fila(RODAR) == [{"credor": credor.pk, "timestamp": SEGUNDA} for credor in (recife, olinda)]
    with pytest.raises(ZeroDivisionError):
        regua_rodar_na_fila(credor=recife.pk, timestamp=SEGUNDA)
    regua_rodar_na_fila(credor=olinda.pk, timestamp=SEGUNDA)
    assert RodadaDaRegua.objects.get(credor=olinda).remessa is not None
    # Passado o que a quebrava, a hora seguinte termina o que ficou.
    monkeypatch.undo()
    esvaziar()
    reguas_na_hora(timestamp=SEGUNDA + 3600)
    regua_rodar_na_fila(credor=recife.pk, timestamp=SEGUNDA + 3600)
    assert RodadaDaRegua.objects.get(credor=recife).remessa is not None


def test_o_dia_acabado_nao_volta_a_fila(recife: Credor, olinda: Credor) -> None:
    agendar(recife)
    regua_rodar_na_fila(credor=recife.pk, timestamp=SEGUNDA)
    assert RodadaDaRegua.objects.get().situacao == SituacaoDaRodada.VAZIA
    reguas_na_hora(timestamp=SEGUNDA + 3600)
    assert na_fila(RODAR) == []
    assert not AgendaDoCanal.objects.filter(credor=olinda).exists()


def test_so_se_anota_o_credor_que_agiu_e_uma_vez_no_dia(
    recife: Credor, olinda: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    serasa.preparar(recife)
    por_arquivo(olinda, iptu, em=em)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    _, _, inclusao = serasa.liberar(recife, em, tmp_path)
    retorno_aplicar(estrategia="serasa", conteudo=serasa.responder(inclusao, em), nome="R.TXT", ator="ana")
    movimentar(recife, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    baixas_anotar_no_dia(timestamp=SEGUNDA)
    assert na_fila(ANOTAR) == [{"credor": recife.pk, "timestamp": SEGUNDA}]
    baixas_anotar_na_fila(credor=recife.pk, timestamp=SEGUNDA)
    esvaziar()
    baixas_anotar_no_dia(timestamp=SEGUNDA + 3600)
    assert na_fila(ANOTAR) == []
    assert SituacaoDasBaixas.objects.get().credor == recife
