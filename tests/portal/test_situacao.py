"""A situação mostrada de uma CDA sai de uma lista só de predicados, e todas as contas concordam com ela."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from fabrica_do_livro import CAMINHOS, Fabrica
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.acesso.models import Usuario
from hub.comum.situacoes import Causa, Posicao, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Movimento
from hub.dividas.situacao import POR_CODIGO, SITUACOES, cdas_por_situacao, esta_em, situacoes_das


@pytest.mark.parametrize("codigo", CAMINHOS)
def test_cada_caminho_leva_a_sua_situacao(codigo: str, carteira: dict[str, CDA], recife: Credor) -> None:
    assert situacoes_das(credor=recife, cdas=[carteira[codigo].pk]) == {carteira[codigo].pk: POR_CODIGO[codigo]}


def test_o_resumo_conta_todas_e_mostra_os_zeros(carteira: dict[str, CDA], recife: Credor, olinda: Credor) -> None:
    assert cdas_por_situacao(recife) == dict.fromkeys(CAMINHOS, 1)
    assert cdas_por_situacao(olinda) == dict.fromkeys((s.codigo for s in SITUACOES), 0)


def test_paga_no_cartorio_conta_ate_o_credor_reabrir(de_recife: Fabrica, recife: Credor) -> None:
    cda = de_recife.cda()
    de_recife.acionar(cda, Situacao.PAGA, data_ocorrencia=date(2026, 3, 10))
    assert situacoes_das(credor=recife, cdas=[cda.pk])[cda.pk].codigo == "paga"
    Movimento.objects.create(
        credor=recife,
        cda=cda,
        lote=cda.lote,
        tipo="REABERTURA",
        data=date(2026, 3, 12),
        motivo="cheque devolvido",
        identificador="m1",
        registrado_em=datetime(2026, 3, 12, 12, tzinfo=UTC),
    )
    assert situacoes_das(credor=recife, cdas=[cda.pk])[cda.pk].codigo == "aceita"
    assert list(CDA.objects.filter(esta_em("aceita"), credor=recife)) == [cda]


_vidas = st.lists(
    st.tuples(st.sampled_from(Posicao), st.lists(st.sampled_from(Situacao), max_size=3)), min_size=1, max_size=6
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(vidas=_vidas)
def test_filtro_resumo_e_pagina_dizem_o_mesmo(
    vidas: list[tuple[Posicao, list[Situacao]]], de_recife: Fabrica, recife: Credor
) -> None:
    novas = []
    for posicao, situacoes in vidas:
        cda = de_recife.cda(posicao=posicao)
        for situacao in situacoes:
            de_recife.acionar(cda, situacao)
        novas.append(cda.pk)
    vistas = situacoes_das(credor=recife, cdas=novas)
    for situacao in SITUACOES:
        do_filtro = set(
            CDA.objects.filter(esta_em(situacao.codigo), credor=recife, pk__in=novas).values_list("pk", flat=True)
        )
        assert do_filtro == {cda for cda, vista in vistas.items() if vista == situacao}
    todas = situacoes_das(credor=recife, cdas=CDA.objects.filter(credor=recife).values_list("pk", flat=True))
    resumo = cdas_por_situacao(recife)
    assert resumo == {s.codigo: sum(vista == s for vista in todas.values()) for s in SITUACOES}


def proximo(cda: CDA, ana: Usuario, client: Client) -> str:
    client.force_login(ana)
    pagina = client.get(f"/cdas/{cda.pk}").content.decode()
    return " ".join(pagina.partition("Próximo passo.")[2].partition("</div>")[0].split())


def test_o_proximo_passo_e_o_que_de_fato_se_espera(de_recife: Fabrica, ana: Usuario, client: Client) -> None:
    sustada = de_recife.cda(posicao=Posicao.PAGA)
    de_recife.acionar(sustada, Situacao.SUSTADA)
    assert "autorização judicial" in proximo(sustada, ana, client)
    fora = de_recife.cda(estrategias="NENHUMA")
    assert "a CDA escolheu outras estratégias" in proximo(fora, ana, client)
    sem_endereco = de_recife.cda()
    assert "Complete o endereço com operação A" in proximo(sem_endereco, ana, client)
    duas = de_recife.cda(posicao=Posicao.SUSPENSA)
    CDA.objects.filter(pk=duas.pk).update(causas=Causa.SUSPENSA | Causa.PARCELADA)
    dito = proximo(duas, ana, client)
    assert "envie o movimento de fim da suspensão. Também está parcelada." in dito
    assert "Protesto:" not in dito
