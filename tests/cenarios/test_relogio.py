"""O relógio da baixa: prazo em dias úteis, lembrete, o que passou do prazo, e em quanto tempo se baixa."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cenarios import serasa
from cenarios.portas import Registro, movimentar
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.estrategias.models import MedianaDaBaixa, SituacaoDasBaixas
from hub.estrategias.relogio.anotacao import relogio_anotar
from hub.estrategias.relogio.consultas import baixas_abertas, baixas_vencidas, medidas, relogio_do
from hub.estrategias.relogio.prazos import prazos_da_baixa
from hub.estrategias.retornos import retorno_aplicar

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrada(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> CDA:
    """Uma dívida na Serasa desde 3 de março de 2026."""
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    _, _, inclusao = serasa.liberar(recife, em, tmp_path)
    retorno_aplicar(estrategia="serasa", conteudo=serasa.responder(inclusao, em), nome="R.TXT", ator="ana")
    return cda


def pagar(credor: Credor, cda: CDA, dia: str) -> None:
    movimentar(credor, cda.numero_cda, "PAGAMENTO_TOTAL", data=dia, valor="1673.93")


def test_todo_canal_do_prazo_tem_fonte_e_marca() -> None:
    assert all(
        linha["base"] and linha["marca"] in {"estabelecido", "inferido", "assumido"} for linha in prazos_da_baixa()
    )


@pytest.mark.parametrize(
    ("dia", "limite"),
    [
        # Sexta, dia 6, é feriado em Pernambuco (Data Magna): não conta.
        ("2026-03-04", date(2026, 3, 12)),
        # Pago num sábado, conta de segunda.
        ("2026-03-07", date(2026, 3, 13)),
        ("2026-03-09", date(2026, 3, 16)),
    ],
)
def test_cinco_dias_uteis_do_primeiro_depois_do_pagamento(
    recife: Credor, registrada: CDA, dia: str, limite: date
) -> None:
    assert relogio_do(recife, date(2026, 3, 4)) == []
    pagar(recife, registrada, dia)
    (baixa,) = baixas_abertas(recife, date(2026, 3, 10))
    assert (baixa.motivo, baixa.fato_em, baixa.limite) == ("pagamento", date.fromisoformat(dia), limite)


def test_do_prazo_ao_lembrete_e_ao_vencido(recife: Credor, registrada: CDA) -> None:
    pagar(recife, registrada, "2026-03-09")

    def contas(em: date) -> tuple[int, int, int]:
        (mostrador,) = relogio_do(recife, em)
        return mostrador.no_prazo, mostrador.vencem_logo, mostrador.vencidas

    assert contas(date(2026, 3, 12)) == (1, 0, 0)
    # O prazo é segunda, dia 16: avisa na sexta, e no próprio dia.
    assert contas(date(2026, 3, 13)) == (0, 1, 0)
    assert contas(date(2026, 3, 16)) == (0, 1, 0)
    assert contas(date(2026, 3, 17)) == (0, 0, 1)


def test_pedida_ainda_conta_e_excluida_solta(recife: Credor, registrada: CDA, tmp_path: Path) -> None:
    pagar(recife, registrada, "2026-03-09")
    _, _, exclusao = serasa.liberar(recife, date(2026, 3, 10), tmp_path)
    (mostrador,) = relogio_do(recife, date(2026, 3, 10))
    assert (mostrador.abertas, mostrador.pedidas) == (1, 1)
    assert baixas_abertas(recife, date(2026, 3, 10))[0].pedida
    resposta = serasa.responder(exclusao, date(2026, 3, 12))
    retorno_aplicar(estrategia="serasa", conteudo=resposta, nome="R2.TXT", ator="ana")
    assert relogio_do(recife, date(2026, 3, 20)) == []
    # Pago no dia 9, excluído no dia 12.
    (medida,) = medidas(recife, date(2026, 3, 20))
    assert (medida.estrategia, medida.quantas, medida.mediana) == ("serasa", 1, 3)


def test_anotar_avisa_uma_vez_por_dia(recife: Credor, olinda: Credor, registrada: CDA) -> None:
    pagar(recife, registrada, "2026-03-09")
    for _ in range(2):
        relogio_anotar(date(2026, 3, 16))
    relogio_anotar(date(2026, 3, 17))
    avisos = Evento.objects.filter(etiqueta__startswith="hub:baixa:").order_by("id")
    assert list(avisos.values_list("etiqueta", "credor_id")) == [
        ("hub:baixa:vence_logo", recife.pk),
        ("hub:baixa:vencida", recife.pk),
    ]
    assert baixas_vencidas(recife) == 1
    assert baixas_vencidas(olinda) == 0
    assert not SituacaoDasBaixas.objects.filter(credor=olinda).exists()


def test_a_mediana_e_de_todos_os_credores(recife: Credor, registrada: CDA, tmp_path: Path) -> None:
    pagar(recife, registrada, "2026-03-09")
    _, _, exclusao = serasa.liberar(recife, date(2026, 3, 10), tmp_path)
    resposta = serasa.responder(exclusao, date(2026, 3, 11))
    retorno_aplicar(estrategia="serasa", conteudo=resposta, nome="R2.TXT", ator="ana")
    relogio_anotar(date(2026, 3, 20))
    assert MedianaDaBaixa.objects.values_list("estrategia", "quantas", "mediana").get() == ("serasa", 1, 2)


def test_a_vizinha_nao_ve_o_relogio_alheio(recife: Credor, olinda: Credor, registrada: CDA) -> None:
    pagar(recife, registrada, "2026-03-09")
    assert baixas_abertas(olinda, date(2026, 3, 17)) == []
    assert medidas(olinda, date(2026, 3, 17)) == []
