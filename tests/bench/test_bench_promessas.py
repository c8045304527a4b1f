"""A razão, o que passa e o expoente de crescimento."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparacao import CORRIDA_LONGA, CORRIDA_MINIMA, CORRIDAS, TEMPO_DE_MEDIDA, falta_corrida
from crescimento import expoente_de, medir
from promessa import Promessa

TEMPO = Promessa(nome="tempo", base="b", deve=2.0, alvo=1.2, memoria_mb=100)
VAZAO = Promessa(nome="vazao", base="b", deve=0.35, alvo=0.6, melhor="maior")


def corrida(segundos: float, memoria_mb: int = 10) -> dict[str, float]:
    return {"segundos": segundos, "memoria_mb": memoria_mb}


def test_a_razao_e_a_das_medianas() -> None:
    linha = TEMPO.linha(7, [corrida(9.0), corrida(3.0), corrida(4.0)], [corrida(2.0), corrida(2.5), corrida(1.0)])
    assert (linha["segundos"], linha["base_segundos"], linha["razao"], linha["passou"]) == (4.0, 2.0, 2.0, True)


def test_vazao_e_o_inverso_do_tempo_e_maior_e_melhor() -> None:
    linha = VAZAO.linha(7, [corrida(4.0)], [corrida(1.0)])
    assert (linha["razao"], linha["melhor"], linha["passou"]) == (0.25, "maior", False)


def test_memoria_acima_da_prometida_nao_passa() -> None:
    linha = TEMPO.linha(7, [corrida(1.0, 101)], [corrida(1.0)])
    assert (linha["razao"], linha["memoria_mb"], linha["passou"]) == (1.0, 101, False)


def test_corrida_longa_vale_sozinha() -> None:
    assert falta_corrida([], [])
    assert falta_corrida([corrida(1.0)] * (CORRIDAS - 1), [corrida(1.0)] * (CORRIDAS - 1))
    ensaio, curta = [corrida(CORRIDA_MINIMA / 2)], [corrida(CORRIDA_MINIMA)]
    assert not falta_corrida(ensaio * CORRIDAS, ensaio * CORRIDAS)
    assert falta_corrida(curta * CORRIDAS, curta * CORRIDAS)
    assert not falta_corrida(curta * int(TEMPO_DE_MEDIDA), curta)
    assert not falta_corrida([corrida(TEMPO_DE_MEDIDA / 5)] * CORRIDAS, curta * CORRIDAS)
    assert not falta_corrida([corrida(CORRIDA_LONGA)], [corrida(1.0)])


@given(st.floats(0.2, 3), st.floats(0.001, 100))
def test_o_expoente_e_o_da_potencia(expoente: float, escala: float) -> None:
    tamanhos = [10_000, 100_000, 1_000_000]
    assert expoente_de(tamanhos, [escala * n**expoente for n in tamanhos]) == pytest.approx(expoente)


def test_o_crescimento_aproveita_o_que_ja_se_mediu() -> None:
    medidas = [
        {"nome": nome, "tamanho": n, "segundos": n / 1000, "memoria_mb": 5}
        for nome in ("recepcao", "validacao", "remessa", "retorno")
        for n in (10, 100, 1000)
    ]
    linhas = medir(1000, medidas=medidas)
    assert [linha["nome"] for linha in linhas] == [
        "crescimento:recepcao",
        "crescimento:validacao",
        "crescimento:remessa",
        "crescimento:retorno",
    ]
    assert all(linha["razao"] == 1.0 and linha["passou"] for linha in linhas)
