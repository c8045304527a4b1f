"""O CPF que vem no nome, e as palavras por que se procura."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.municipios import municipios
from hub.estrategias.divida_aberta import mascara
from hub.estrategias.divida_aberta.lugares import NOMES_DE_UF
from hub.estrategias.divida_aberta.pesquisa import UFS
from hub.estrategias.divida_aberta.tipos import tipo_por_tributo, tipos_de_divida
from hub.regras.dominios import TRIBUTOS


def um(expressao: object, texto: str) -> str:
    return pl.DataFrame({"n": [texto]}).select(expressao(pl.col("n"))).item()


@pytest.mark.parametrize(
    ("nome", "publico", "busca"),
    [
        ("JOÃO DA SILVA 52998224725", "JOÃO DA SILVA ***.982.247-**", "JOAO DA SILVA"),
        ("JOÃO DA SILVA 529.982.247-25 ME", "JOÃO DA SILVA ***.982.247-** ME", "JOAO DA SILVA ME"),
        # Os dígitos não conferem, e o dono do número é alguém do mesmo modo.
        ("12345678900 MARIA", "***.456.789-** MARIA", "MARIA"),
        ("MARIA(123 456 789 00)", "MARIA(***.456.789-**)", "MARIA"),
        ("11111111111 22222222222", "***.111.111-** ***.222.222-**", ""),
        ("11111111111 22222222222 33333333333", "***.111.111-** ***.222.222-** ***.333.333-**", ""),
        ("MARIA 1234-5678900", "MARIA ***", "MARIA"),
        ("MARIA CPF 1 2 3 4 5 6 7 8 9 0 0", "MARIA CPF ***", "MARIA CPF"),
        ("MARIA ١٢٣٤٥٦٧٨٩٠٠", "MARIA ***.٤٥٦.٧٨٩-**", "MARIA"),
        # O que não é CPF fica: CNPJ, raiz de CNPJ, número de loja.
        ("LOJA 11.222.333/0001-81", "LOJA 11.222.333/0001-81", "LOJA 11 222 333 0001 81"),
        ("12.345.678 JOAO DA SILVA", "12.345.678 JOAO DA SILVA", "12 345 678 JOAO DA SILVA"),
        ("POSTO 24 HORAS 2024", "POSTO 24 HORAS 2024", "POSTO 24 HORAS 2024"),
        ("=HYPERLINK(1)", "HYPERLINK(1)", "HYPERLINK 1"),
        ("D'ÁVILA & FILHOS\n LTDA.", "D'ÁVILA & FILHOS LTDA.", "D AVILA FILHOS LTDA"),
    ],
)
def test_o_nome_para_fora(nome: str, publico: str, busca: str) -> None:
    assert um(mascara.nome_publico, nome) == publico
    assert um(mascara.nome_de_busca, nome) == busca


@given(
    numero=st.from_regex(r"\A[0-9]{11}\Z"),
    cortes=st.sets(st.integers(1, 10)),
    separa=st.sampled_from([".", "-", " ", "/", ". ", " - "]),
    antes=st.sampled_from(["", "MARIA ", "MARIA-", "ME "]),
    depois=st.sampled_from(["", " ME", "/ME", " LTDA 2024"]),
)
def test_onze_algarismos_nunca_saem_inteiros(
    numero: str, cortes: set[int], separa: str, antes: str, depois: str
) -> None:
    partes = "".join(f"{separa if posicao in cortes else ''}{letra}" for posicao, letra in enumerate(numero))
    for expressao in (mascara.nome_publico, mascara.nome_de_busca):
        saiu = "".join(letra for letra in um(expressao, antes + partes + depois) if letra.isdigit())
        assert numero not in saiu


def test_o_codigo_do_devedor_nao_e_o_documento_e_muda_com_o_segredo(settings: object) -> None:
    codigo = mascara.codigo_do("52998224725")
    assert codigo == mascara.codigo_do("52998224725")
    assert len(codigo) == 32
    settings.SECRET_KEY = "outro"
    assert mascara.codigo_do("52998224725") != codigo


def test_todo_tributo_do_hub_tem_tipo_de_divida() -> None:
    assert set(tipo_por_tributo()) == set(TRIBUTOS)
    assert set(tipo_por_tributo().values()) <= set(tipos_de_divida())
    tributarios = {codigo for codigo, tributo in TRIBUTOS.items() if tributo.classe == "tributaria"}
    assert {codigo for codigo, tipo in tipo_por_tributo().items() if tipo == 6} == tributarios


def test_toda_uf_tem_nome() -> None:
    assert set(NOMES_DE_UF) == set(UFS) == {municipio.uf for municipio in municipios().values()}
