"""Dias úteis, prazos e competências."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.calendario import (
    UFS,
    CompetenciaMalformada,
    UFDesconhecida,
    competencia,
    competencia_ler,
    competencia_somar,
    competencias,
    dia_util,
    dia_util_bancario,
    feriados,
    proximo_dia_util,
    somar_anos,
    somar_dias_uteis,
)

DATAS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
MESES = st.builds(lambda a, m: f"{a}-{m:02d}", st.integers(1990, 2050), st.integers(1, 12))


def test_fim_de_semana_e_feriado_nacional_nao_sao_uteis() -> None:
    assert dia_util(date(2024, 3, 28))
    assert not dia_util(date(2024, 3, 29)), "Sexta-feira Santa"
    assert not dia_util(date(2024, 3, 30)), "sábado"
    assert not dia_util(date(2024, 11, 20)), "Consciência Negra, nacional desde 2024"
    assert dia_util(date(2023, 11, 20)), "em 2023 ainda não era nacional"


@pytest.mark.parametrize("facultativo", [date(2024, 2, 12), date(2024, 2, 13), date(2024, 5, 30), date(2024, 10, 28)])
def test_ponto_facultativo_e_util(facultativo: date) -> None:
    assert dia_util(facultativo)


def test_carnaval_e_corpus_christi_nao_tem_banco() -> None:
    assert not any(dia_util_bancario(dia) for dia in [date(2024, 2, 12), date(2024, 2, 13), date(2024, 5, 30)])
    assert dia_util_bancario(date(2024, 2, 14)), "Quarta-feira de Cinzas tem Selic"
    assert dia_util_bancario(date(2024, 12, 31))
    assert not dia_util_bancario(date(2024, 12, 25))


def test_feriado_do_estado_so_vale_nele() -> None:
    carta_magna = date(2025, 3, 6)
    assert not dia_util(carta_magna, "PE")
    assert dia_util(carta_magna, "SP")
    assert dia_util(carta_magna)
    assert feriados(2025, "PE")[carta_magna] == "Revolução Pernambucana de 1817"
    assert carta_magna not in feriados(2025)
    assert dia_util(date(2024, 2, 13), "PE")
    assert not dia_util(date(2024, 2, 13), "RJ"), "no Rio a terça de Carnaval é feriado por lei estadual"


@pytest.mark.parametrize("uf", UFS)
def test_toda_uf_tem_calendario_e_nenhuma_emite_aviso(uf: str) -> None:
    assert set(feriados(2025)) <= set(feriados(2025, uf))


@pytest.mark.parametrize("uf", ["XX", "pe", "São Paulo Capital"])
def test_uf_desconhecida_e_recusada(uf: str) -> None:
    with pytest.raises(UFDesconhecida, match=uf):
        dia_util(date(2025, 1, 2), uf)


def test_proximo_dia_util_nunca_e_o_proprio() -> None:
    assert proximo_dia_util(date(2024, 3, 27)) == date(2024, 3, 28)
    assert proximo_dia_util(date(2024, 3, 28)) == date(2024, 4, 1)
    assert proximo_dia_util(date(2024, 3, 30)) == date(2024, 4, 1)
    assert proximo_dia_util(date(2025, 3, 5), "PE") == date(2025, 3, 7)


def test_somar_dias_uteis() -> None:
    assert somar_dias_uteis(date(2024, 3, 28), 5) == date(2024, 4, 5)
    assert somar_dias_uteis(date(2024, 4, 1), -1) == date(2024, 3, 28)
    assert somar_dias_uteis(date(2024, 3, 30), 0) == date(2024, 3, 30)


@given(DATAS, st.integers(1, 40))
def test_somar_dias_uteis_conta_os_uteis_do_intervalo(data: date, dias: int) -> None:
    fim = somar_dias_uteis(data, dias)
    no_meio = [data + timedelta(days=n) for n in range(1, (fim - data).days + 1)]
    assert sum(map(dia_util, no_meio)) == dias
    assert dia_util(fim)


@given(DATAS, st.integers(1, 40))
def test_somar_dias_uteis_volta(data: date, dias: int) -> None:
    util = proximo_dia_util(data)
    assert somar_dias_uteis(somar_dias_uteis(util, dias), -dias) == util


def test_somar_anos_leva_29_de_fevereiro_a_1_de_marco() -> None:
    assert somar_anos(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert somar_anos(date(2024, 2, 29), -5) == date(2019, 3, 1)
    assert somar_anos(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert somar_anos(date(2023, 2, 28), 5) == date(2028, 2, 28)


def test_competencias() -> None:
    assert competencia(date(2024, 5, 31)) == "2024-05"
    assert competencia_somar("2024-12", 1) == "2025-01"
    assert competencia_somar("2024-01", -1) == "2023-12"
    assert competencias("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert competencias("2024-02", "2023-11") == []


@given(MESES, st.integers(-400, 400))
def test_competencia_somar_vai_e_volta(mes: str, meses: int) -> None:
    assert competencia_somar(competencia_somar(mes, meses), -meses) == mes
    assert len(competencias(mes, competencia_somar(mes, abs(meses)))) == abs(meses) + 1


@pytest.mark.parametrize("texto", ["2024-13", "2024-00", "2024-5", "05/2024", "2024-05-01", "", "2024-05\n", "0024-05"])
def test_mes_malformado_e_recusado(texto: str) -> None:
    with pytest.raises(CompetenciaMalformada) as recusa:
        competencia_ler(texto, campo="mes_base")
    assert "mes_base" in recusa.value.mensagem
    assert competencia_ler("2024-05") == "2024-05"
