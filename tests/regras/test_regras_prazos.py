"""Prazos de anos, inclusive os que começam em 29 de fevereiro (CC art. 132 §3)."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.regras.julgamento import julgar
from hub.regras.prazos import mais_antiga, prazo
from regras.exemplos_de_regras import DO_HUB
from regras.quadros import normal

DATAS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def fim_do_prazo(inicio: date, anos: int) -> date:
    """A conta direta, pela lei: mesmo dia e mês; sem 29/02, o dia seguinte."""
    ano = inicio.year + anos
    if (inicio.month, inicio.day) == (2, 29) and not isleap(ano):
        return date(ano, 3, 1)
    return inicio.replace(year=ano)


@given(inicio=DATAS, em=DATAS, anos=st.integers(1, 10))
def test_o_limite_separa_o_prazo_corrente_do_vencido(inicio: date, em: date, anos: int) -> None:
    assert (inicio >= mais_antiga(em, anos=anos)) == (fim_do_prazo(inicio, anos) >= em)


@given(inicio=DATAS, em=DATAS, dias=st.integers(0, 400))
def test_os_dias_se_somam_aos_anos(inicio: date, em: date, dias: int) -> None:
    corre = fim_do_prazo(inicio, 5) + timedelta(dias) >= em
    assert (inicio >= mais_antiga(em, anos=5, dias=dias)) == corre


@pytest.mark.parametrize(
    ("constituida", "em", "prescreveu"),
    [
        ("2020-02-28", date(2025, 2, 28), False),
        ("2020-02-28", date(2025, 3, 1), True),
        ("2020-02-29", date(2025, 3, 1), False),
        ("2020-02-29", date(2025, 3, 2), True),
        ("2020-03-01", date(2025, 3, 1), False),
        ("2020-03-01", date(2025, 3, 2), True),
        ("2019-03-01", date(2024, 2, 29), False),
        ("2019-02-28", date(2024, 2, 29), True),
    ],
)
def test_prescricao_de_cinco_anos(constituida: str, em: date, prescreveu: bool) -> None:  # noqa: FBT001 -- é o cenário
    quadro = normal({"data_constituicao_definitiva": constituida, "data_fato_gerador": "2019-01-01"})
    codigos = julgar(quadro, parametros=DO_HUB, em=em).achados["regra"].to_list()
    assert ("CDA-071" in codigos) is prescreveu


def test_a_divida_nao_tributaria_tem_180_dias_a_mais() -> None:
    quadro = normal({"data_constituicao_definitiva": "2020-03-01", "tributo": "MADM"})
    no_prazo, depois = date(2025, 3, 1) + timedelta(180), date(2025, 3, 1) + timedelta(181)
    assert "CDA-072" not in julgar(quadro, parametros=DO_HUB, em=no_prazo).achados["regra"].to_list()
    assert "CDA-072" in julgar(quadro, parametros=DO_HUB, em=depois).achados["regra"].to_list()


def test_prazo_desconhecido_e_erro_de_programa() -> None:
    with pytest.raises(KeyError):
        prazo("nao_existe", date(2026, 1, 1))
