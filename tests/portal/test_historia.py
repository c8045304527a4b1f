"""A linha do tempo conta em frases o que houve com a CDA, com o dia que o cartório informou."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fabrica_do_livro import Fabrica

from hub.comum.situacoes import Situacao, TipoDeMovimento
from hub.credores.models import Credor
from hub.dividas.frases import DOS_MOVIMENTOS, DOS_PASSOS
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Lote, Movimento, VersaoDaCDA


def _instante(dia: int) -> datetime:
    return datetime(2026, 3, dia, 15, tzinfo=UTC)


@pytest.fixture
def protestada(de_recife: Fabrica) -> CDA:
    """Enviada em 2 de março, protocolada em 3, protestada em 20."""
    lote = de_recife.lote()
    Lote.objects.filter(pk=lote.pk).update(recebido_em=_instante(1))
    cda = de_recife.cda("2024/000123", lote=lote)
    acionamento = de_recife.acionar(
        cda,
        Situacao.PROTESTADA,
        cartorio="01",
        protocolo="7788",
        data_protocolo=date(2026, 3, 3),
        data_ocorrencia=date(2026, 3, 20),
    )
    remessa = acionamento.remessa_id
    passos = [
        (Situacao.PLANEJADA, Situacao.ENVIADA, f"remessa:{remessa}", 2, None),
        (Situacao.ENVIADA, Situacao.CONFIRMADA, "retorno:1", 5, date(2026, 3, 3)),
        (Situacao.CONFIRMADA, Situacao.PROTESTADA, "retorno:2:2", 23, date(2026, 3, 20)),
    ]
    for de, para, motivo, dia, no_cartorio in passos:
        de_recife.passar(acionamento, de, para, motivo, _instante(dia), no_cartorio)
    return cda


def test_conta_da_entrada_ao_protesto(protestada: CDA) -> None:
    remessa = protestada.acionamentos.get().remessa_id
    titulo = protestada.acionamentos.get().numero_titulo
    levou = "protesto em Recife, por R$ 1.000,00"
    assert [fato.texto for fato in historia_da(protestada)] == [
        f"Em 01/03/2026 a CDA chegou ao hub no arquivo iptu.csv, no lote {protestada.lote_id}.",
        f"Em 02/03/2026 a remessa {remessa} levou a CDA a {levou}, com o título nº {titulo}.",
        "Em 03/03/2026 o cartório 1 de Recife protocolou o título sob nº 7788.",
        "Em 20/03/2026 o cartório 1 de Recife lavrou o protesto por falta de pagamento.",
    ]


def test_conta_o_movimento_do_credor_e_a_alteracao(protestada: CDA, recife: Credor, de_recife: Fabrica) -> None:
    novo = de_recife.lote(sha256="2" * 64)
    Lote.objects.filter(pk=novo.pk).update(recebido_em=_instante(24))
    VersaoDaCDA.objects.create(
        credor=recife, cda=protestada, versao=1, substituida_por=novo, conteudo={"lote_id": protestada.lote_id}
    )
    Movimento.objects.create(
        credor=recife,
        cda=protestada,
        lote=novo,
        tipo="PAGAMENTO_TOTAL",
        data=date(2026, 3, 24),
        valor=Decimal("1000.00"),
        identificador="p1",
        registrado_em=_instante(25),
    )
    textos = [fato.texto for fato in historia_da(protestada)][-2:]
    assert textos == [
        f"Em 24/03/2026 o lote {novo.pk} alterou a CDA; a versão 1 ficou guardada.",
        "Em 24/03/2026 o credor informou o pagamento total, de R$ 1.000,00.",
    ]


def test_devolucao_diz_a_irregularidade(de_recife: Fabrica) -> None:
    cda = de_recife.cda()
    acionamento = de_recife.acionar(cda, Situacao.DEVOLVIDA, cartorio="2", data_ocorrencia=date(2026, 3, 9))
    dia = date(2026, 3, 9)
    de_recife.passar(acionamento, Situacao.CONFIRMADA, Situacao.DEVOLVIDA, "retorno:3:5:06", _instante(10), dia)
    esperada = "Em 09/03/2026 o cartório 2 de Recife devolveu o título sem protestar: Endereço do sacado"
    assert any(fato.texto.startswith(esperada) for fato in historia_da(cda))


def test_todo_passo_e_todo_movimento_tem_frase() -> None:
    assert set(DOS_PASSOS) == set(Situacao)
    assert set(DOS_MOVIMENTOS) == set(TipoDeMovimento)
