"""Dinheiro: um arredondamento só, ida e volta exata, e a coluna igual ao Decimal."""

from __future__ import annotations

import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal, localcontext

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.dinheiro import (
    CENTAVOS_MAXIMO,
    FracaoDeCentavo,
    ValorMalformado,
    arredondar,
    centavos_para_texto,
    de_centavos,
    dinheiro_escrever,
    dinheiro_ler,
    em_centavos,
    reais_escrever,
    reais_ler,
    texto_para_centavos,
)

CENTAVOS = st.integers(0, CENTAVOS_MAXIMO)
COM_SINAL = st.integers(-CENTAVOS_MAXIMO, CENTAVOS_MAXIMO)
QUASE_DINHEIRO = st.text("0123456789.,+- \u00a0eE", max_size=20)


def coluna(textos: list[str | None]) -> list[int | None]:
    return pl.DataFrame({"v": textos}, schema={"v": pl.String}).select(texto_para_centavos(pl.col("v")))["v"].to_list()


@pytest.mark.parametrize(
    ("valor", "esperado"),
    [("80.1376", "80.14"), ("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68")],
)
def test_arredonda_meia_unidade_para_cima(valor: str, esperado: str) -> None:
    assert str(arredondar(Decimal(valor))) == esperado


def test_arredondar_nao_depende_do_contexto_de_quem_chama_nem_responde_zero_negativo() -> None:
    with localcontext() as contexto:
        contexto.prec = 5
        assert str(arredondar(Decimal("1234567890123.455"))) == "1234567890123.46"
        assert str(arredondar(Decimal("-0.001"))) == "0.00"
        assert str(arredondar(Decimal("1.092999493292"), 8)) == "1.09299949"


@given(st.decimals(-(10**13), 10**13, allow_nan=False, allow_infinity=False, places=6))
def test_arredondar_e_o_da_lei(valor: Decimal) -> None:
    assert arredondar(valor) == valor.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert abs(arredondar(valor) - valor) <= Decimal("0.005")


@given(COM_SINAL)
def test_centavos_vao_e_voltam(centavos: int) -> None:
    assert em_centavos(de_centavos(centavos)) == centavos


@given(CENTAVOS)
def test_textos_vao_e_voltam(centavos: int) -> None:
    valor = de_centavos(centavos)
    assert dinheiro_ler(dinheiro_escrever(valor)) == valor
    assert reais_ler(reais_escrever(valor)) == valor
    assert dinheiro_ler(reais_escrever(valor).removeprefix("R$ ")) == valor


def test_formas_de_mostrar() -> None:
    assert dinheiro_escrever(Decimal("1673.93")) == "1673.93"
    assert dinheiro_escrever(Decimal(7)) == "7.00"
    assert reais_escrever(Decimal("1673.93")) == "R$ 1.673,93"
    assert reais_escrever(Decimal("-1234567.8")) == "-R$ 1.234.567,80"


@pytest.mark.parametrize("escrever", [em_centavos, dinheiro_escrever, reais_escrever])
def test_fracao_de_centavo_e_recusada_em_vez_de_sumir(escrever) -> None:  # noqa: ANN001 -- três assinaturas diferentes
    with pytest.raises(FracaoDeCentavo, match=r"0\.001"):
        escrever(Decimal("0.001"))


@pytest.mark.parametrize(
    ("texto", "centavos"),
    [
        ("1234.56", 123456),
        ("1.234,56", 123456),
        ("1234,56", 123456),
        ("1234", 123400),
        ("812.4", 81240),
        ("812,4", 81240),
        (" 10.00 ", 1000),
        ("0", 0),
        ("1.234.567.890.123,45", 123456789012345),
        ("9999999999999.99", CENTAVOS_MAXIMO),
    ],
)
def test_formas_aceitas(texto: str, centavos: int) -> None:
    assert coluna([texto]) == [centavos]
    assert dinheiro_ler(texto) == de_centavos(centavos)


@pytest.mark.parametrize(
    "texto",
    [
        "1.234", "1,234.56", "12,345", "1.234.567", "-1.00", "+1.00", "1 234,56", "1.2345,67", "0.123,45", "", " ",
        ".15", "5.", "R$ 1,00", "1e3", "nan", "١٢٣", "10000000000000.00", "10.000.000.000.000,00", "1.00\n",
    ],
)  # fmt: skip
def test_formas_recusadas(texto: str) -> None:
    assert coluna([texto]) == [None]
    with pytest.raises(ValorMalformado) as recusa:
        dinheiro_ler(texto, campo="valor_principal")
    assert recusa.value.como_dict()["erro"] == "VALOR_MALFORMADO"
    assert "valor_principal" in recusa.value.mensagem


@given(st.lists(st.none() | QUASE_DINHEIRO, max_size=30))
def test_coluna_e_texto_leem_o_mesmo(textos: list[str | None]) -> None:
    def um(texto: str | None) -> int | None:
        try:
            return None if texto is None else em_centavos(dinheiro_ler(texto))
        except ValorMalformado:
            return None

    assert coluna(textos) == [um(texto) for texto in textos]


@given(st.lists(st.none() | CENTAVOS, max_size=30))
def test_caminho_curto_e_completo_dao_o_mesmo(centavos: list[int | None]) -> None:
    textos = [None if c is None else dinheiro_escrever(de_centavos(c)) for c in centavos]
    assert coluna(textos) == centavos
    assert coluna([*textos, "1,00"])[:-1] == centavos


@given(st.lists(st.none() | COM_SINAL, max_size=30))
def test_coluna_de_centavos_escreve_como_o_decimal(centavos: list[int | None]) -> None:
    escritos = pl.DataFrame({"v": centavos}, schema={"v": pl.Int64}).select(centavos_para_texto(pl.col("v")))["v"]
    assert escritos.to_list() == [None if c is None else dinheiro_escrever(de_centavos(c)) for c in centavos]


def test_importa_sem_polars() -> None:
    codigo = "import sys, hub.comum.dinheiro; raise SystemExit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", codigo], check=False).returncode == 0  # noqa: S603 -- código nosso
