"""A Dívida Aberta como canal: da régua à lista, e da lista para fora sem remessa nenhuma."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cenarios.portas import Registro, movimentar, por_arquivo
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Corresponsavel
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.divida_aberta.servicos import aberta_atualizar
from hub.estrategias.erros import OpcaoErrada, RetornoIlegivel
from hub.estrategias.models import DividaPublicada
from hub.estrategias.registro import canal
from hub.estrategias.relogio.consultas import relogio_do
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from regua_de_teste import trocar_a_regua

pytestmark = pytest.mark.django_db

AGORA = datetime(2026, 3, 10, 13, tzinfo=UTC)


@pytest.fixture
def cda(recife: Credor, iptu: Registro) -> CDA:
    trocar_a_regua(recife, [{"estrategia": "divida_aberta", "espera_dias": 0, "condicao": {}}])
    por_arquivo(recife, iptu | {"numero_cda": "2024/1"}, em=date(2026, 3, 1))
    return CDA.objects.get(credor=recife)


def publicar(credor: Credor, em: date) -> None:
    plano = remessa_planejar(credor=credor, estrategia="divida_aberta", em=em, ator="ana")
    assert remessa_liberar(remessa=plano, saida=None, ator="ana") == []
    aberta_atualizar(agora=AGORA)


def na_lista() -> list[int]:
    return list(DividaPublicada.objects.order_by("devedor").values_list("devedor", flat=True))


def motivo(credor: Credor, cda: CDA, em: date = date(2026, 3, 12)) -> str:
    (dito,) = canal("divida_aberta").motivos(credor=credor, em=em, limite=1, cda=cda.pk)
    return dito["motivo"]


def test_liberada_esta_na_lista_e_nao_ha_arquivo(recife: Credor, cda: CDA, em: date) -> None:
    publicar(recife, em)
    acionamento = Acionamento.objects.get()
    assert (acionamento.situacao, acionamento.nosso_numero[:16]) == (Situacao.REGISTRADA, f"D{cda.pk:012}001")
    assert na_lista() == [0]
    assert motivo(recife, cda) == "no_canal"
    assert any("Dívida Aberta registrou a dívida" in fato.texto for fato in historia_da(cda))


@pytest.mark.parametrize(
    ("tipo", "campos", "porque"),
    [
        ("PAGAMENTO_TOTAL", {"valor": "1673.93"}, "pagamento"),
        ("SUSPENSAO", {"motivo": "liminar"}, "suspensão"),
        ("PARCELAMENTO", {}, "parcelamento"),
        ("CANCELAMENTO", {"motivo": "em dobro"}, "cancelamento"),
    ],
)
def test_quem_nao_deve_mais_sai_sem_remessa(
    recife: Credor, cda: CDA, em: date, tipo: str, campos: dict[str, str], porque: str
) -> None:
    publicar(recife, em)
    movimentar(recife, cda.numero_cda, tipo, data="2026-03-05", **campos)
    aberta_atualizar(agora=AGORA)
    assert na_lista() == []
    assert Acionamento.objects.get().situacao == Situacao.EXCLUIDA
    assert relogio_do(recife, date(2026, 3, 20)) == []
    cda.refresh_from_db()
    assert any(f"excluiu o registro, por {porque}" in fato.texto for fato in historia_da(cda))
    # Outra vez, nada muda.
    aberta_atualizar(agora=AGORA)
    assert Acionamento.objects.get().situacao == Situacao.EXCLUIDA


def test_reaberta_volta_pelo_plano(recife: Credor, cda: CDA, em: date) -> None:
    publicar(recife, em)
    movimentar(recife, cda.numero_cda, "SUSPENSAO", data="2026-03-05", motivo="liminar")
    aberta_atualizar(agora=AGORA)
    movimentar(recife, cda.numero_cda, "FIM_SUSPENSAO", data="2026-03-06")
    cda.refresh_from_db()
    assert motivo(recife, cda) == ""
    publicar(recife, date(2026, 3, 12))
    assert na_lista() == [0]
    assert sorted(Acionamento.objects.values_list("tentativa", "situacao")) == [(1, "excluida"), (2, "registrada")]


def test_pagamento_parcial_muda_o_valor_no_lugar(recife: Credor, cda: CDA, em: date) -> None:
    publicar(recife, em)
    movimentar(recife, cda.numero_cda, "PAGAMENTO_PARCIAL", data="2026-03-05", valor="673.93")
    aberta_atualizar(agora=AGORA)
    assert str(DividaPublicada.objects.get().valor) == "1000.00"
    plano = remessa_planejar(credor=recife, estrategia="divida_aberta", em=date(2026, 3, 12), ator="ana")
    assert (plano.inclusoes, plano.baixas) == (0, 0)


def test_corresponsavel_aparece_sem_endereco(recife: Credor, cda: CDA, em: date) -> None:
    Corresponsavel.objects.create(credor=recife, cda=cda, ordem=1, papel="SOCIO", documento="52998224725", nome="CARLA")
    publicar(recife, em)
    assert na_lista() == [0, 1]


def test_sem_documento_ou_por_vencer_nao_vai(recife: Credor, olinda: Credor, cda: CDA, em: date) -> None:
    CDA.objects.update(devedor_documento=None)
    assert motivo(recife, cda) == "sem_documento"
    CDA.objects.update(devedor_documento="52998224725", data_vencimento=date(2026, 3, 12))
    assert motivo(recife, cda) == "vencimento_recente"
    assert motivo(recife, cda, date(2026, 3, 13)) == ""
    # A régua da vizinha não tem a etapa.
    assert remessa_planejar(credor=olinda, estrategia="divida_aberta", em=em, ator="olga").inclusoes == 0


def test_nao_ha_retorno_nem_opcao(recife: Credor, tmp_path: Path) -> None:
    with pytest.raises(RetornoIlegivel, match="do próprio hub"):
        canal("divida_aberta").ler(b"x", "x")
    with pytest.raises(OpcaoErrada):
        canal_configurar(credor=recife, estrategia="divida_aberta", ditas={"codigo": "1"}, ator="ana")
