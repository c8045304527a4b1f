"""CPF, CNPJ, número CNJ e inscrições: uma conta só para uma linha e para muitas."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.comum.documentos import (
    TIPOS,
    TipoDeDocumentoDesconhecido,
    cnj_valido,
    cnjs_ficticios,
    cnpjs_ficticios,
    cpfs_ficticios,
    debcad_valido,
    documento_examinar,
    documento_formatar,
    documento_mascarar,
    documento_valido,
    formatar,
    limpar,
    mascarar,
    sida_valido,
    tipo_documento,
)

SEMENTES = st.integers(0, 10**6)
# Exemplo oficial da Receita para o CNPJ alfanumérico.
CNPJ_DA_RECEITA = "12ABC34501DE35"


def avaliar(expressao, textos):  # noqa: ANN001, ANN201 -- atalho dos cenários
    return pl.DataFrame({"d": textos}, schema={"d": pl.String}).select(d=expressao(pl.col("d")))["d"].to_list()


def test_exemplo_oficial_do_cnpj_alfanumerico() -> None:
    assert avaliar(documento_valido, [CNPJ_DA_RECEITA, "12ABC34501DE36", "12ABC34501DE53"]) == [True, False, False]


def test_cpf_e_cnpj_na_mesma_coluna_com_nulos_e_tamanhos_errados() -> None:
    textos = ["52998224725", None, "11222333000181", "5299822472", "529982247251", "112223330001811", "", "CPF"]
    assert avaliar(documento_valido, textos) == [True, None, True, False, False, False, False, False]


@pytest.mark.parametrize("algarismo", "0123456789")
def test_numero_repetido_reprova(algarismo: str) -> None:
    assert avaliar(documento_valido, [algarismo * 11, algarismo * 14]) == [False, False]


@pytest.mark.parametrize(
    "texto",
    [
        "529.982.247-25",
        "12abc34501de35",
        "12ABC34501D:35",
        "12ABC34501DE3A",
        "5299822472é",
        "52998224725\0AB",
        "5299822472 ",
    ],
)
def test_texto_nao_limpo_ou_com_sinal_reprova(texto: str) -> None:
    assert avaliar(documento_valido, [texto]) == [False]


def test_coluna_vazia_e_coluna_so_de_nulos() -> None:
    assert avaliar(documento_valido, []) == []
    assert avaliar(documento_valido, [None, None]) == [None, None]
    assert avaliar(cnj_valido, []) == []


@given(SEMENTES, st.sampled_from([1, 3, 2500]))
def test_ficticios_sao_validos_diferentes_e_repetiveis(semente: int, quantidade: int) -> None:
    for gerar, valido in [
        (cpfs_ficticios, documento_valido),
        (cnpjs_ficticios, documento_valido),
        (lambda s, q: cnpjs_ficticios(s, q, alfanumerico=True), documento_valido),
        (cnjs_ficticios, cnj_valido),
    ]:
        documentos = gerar(semente, quantidade)
        assert len(documentos) == documentos.n_unique() == quantidade
        assert all(avaliar(valido, documentos.to_list()))
        assert documentos.equals(gerar(semente, quantidade))


def test_ficticios_fogem_de_numeros_de_alguem() -> None:
    assert cnpjs_ficticios(7, 50).str.slice(8, 4).unique().to_list() == ["9999"]
    assert cnjs_ficticios(7, 50, ano=2021, tribunal=26).str.slice(9, 11).unique().to_list() == ["20218269999"]
    assert cnpjs_ficticios(7, 50, alfanumerico=True).str.contains("[A-Z]").any()


def test_ficticios_demais_sao_recusados() -> None:
    with pytest.raises(ValueError, match="peça até 10000000"):
        cnjs_ficticios(1, 10_000_001)


@given(SEMENTES, st.integers(0, 13), st.integers(1, 9))
def test_um_algarismo_trocado_reprova(semente: int, posicao: int, salto: int) -> None:
    for documento, valido in [
        (cpfs_ficticios(semente, 1)[0], documento_valido),
        (cnpjs_ficticios(semente, 1)[0], documento_valido),
        (cnjs_ficticios(semente, 1)[0], cnj_valido),
    ]:
        # No módulo 11 os restos 0 e 1 dão o mesmo dígito: quando o primeiro é 0, a própria regra deixa passar trocas.
        assume(valido is cnj_valido or documento[-2] != "0")
        onde = posicao % len(documento)
        trocado = f"{documento[:onde]}{(int(documento[onde]) + salto) % 10}{documento[onde + 1 :]}"
        assert avaliar(valido, [trocado]) == [False]


@given(st.lists(st.sampled_from([*cpfs_ficticios(3, 5), *cnpjs_ficticios(3, 5), "123", None, "00000000000"])))
def test_uma_linha_e_muitas_dao_o_mesmo(textos: list[str | None]) -> None:
    juntos = avaliar(documento_valido, textos * 300)
    assert juntos == [avaliar(documento_valido, [texto])[0] for texto in textos] * 300


def test_limpar_tira_pontuacao_e_poe_maiusculas() -> None:
    textos = [" 12.abc.345/01de-35 ", "529.982.247\u201325", None, "---", "é52998224725"]
    assert avaliar(limpar, textos) == [CNPJ_DA_RECEITA, "52998224725", None, "", "É52998224725"]
    assert avaliar(lambda e: documento_valido(limpar(e)), textos) == [True, True, None, False, False]


def test_tipo_so_pela_forma() -> None:
    textos = ["52998224726", CNPJ_DA_RECEITA, "12ABC34501DEAA", "5299822472A", None, ""]
    assert avaliar(tipo_documento, textos) == ["CPF", "CNPJ", None, None, None, None]


def test_formatar_e_mascarar() -> None:
    textos = ["12345678909", CNPJ_DA_RECEITA, "123", None]
    assert avaliar(formatar, textos) == ["123.456.789-09", "12.ABC.345/01DE-35", "123", None]
    assert avaliar(mascarar, textos) == ["***.456.789-**", "12.ABC.345/01DE-35", "***", None]
    assert documento_formatar("12345678909") == "123.456.789-09"
    assert documento_mascarar("12345678909") == "***.456.789-**"


@pytest.mark.parametrize(
    ("valor", "exame"),
    [
        ("529.982.247-25", ("CPF", True, "52998224725", "529.982.247-25")),
        ("12.abc.345/01de-35", ("CNPJ", True, CNPJ_DA_RECEITA, "12.ABC.345/01DE-35")),
        ("11222333000180", ("CNPJ", False, "11222333000180", "11.222.333/0001-80")),
        ("4905686-65.2024.8.17.9999", ("CNJ", True, "49056866520248179999", "4905686-65.2024.8.17.9999")),
        ("80 6 11 012345-09", ("SIDA", True, "8061101234509", "80 6 11 012345-09")),
        ("80 6 11 012345-67", ("SIDA", False, "8061101234567", "80 6 11 012345-67")),
        ("80 6 24 012345-02", ("SIDA", True, "8062401234502", "80 6 24 012345-02")),
        ("37.011.277-6", ("DEBCAD", True, "370112776", "37.011.277-6")),
        ("37.011.277-0", ("DEBCAD", False, "370112770", "37.011.277-0")),
        ("36.123.456-2", ("DEBCAD", True, "361234562", "36.123.456-2")),
        ("12.ABC.345", (None, False, "12ABC345", None)),
    ],
)
def test_examinar(valor: str, exame: tuple[str | None, bool, str, str | None]) -> None:
    resposta = documento_examinar(valor)
    assert tuple(resposta[chave] for chave in ("tipo", "valido", "normalizado", "formatado")) == exame


@pytest.mark.parametrize(
    ("valor", "tipo", "trecho"),
    [
        ("529.982.247-26", None, "dígitos verificadores não conferem"),
        ("111.111.111-11", None, "repetido"),
        ("529.982.247-2", "cpf", "CPF tem 11 algarismos"),
        ("9 6 11 012345-67", "SIDA", "zeros à esquerda"),
        ("80 6 11 012345-67", None, "dígitos verificadores não conferem"),
        ("370112770", "DEBCAD", "dígitos verificadores não conferem"),
        ("xyz", None, "CNPJ, 12 letras ou algarismos e 2 algarismos"),
    ],
)
def test_o_motivo_diz_o_que_houve(valor: str, tipo: str | None, trecho: str) -> None:
    assert trecho in str(documento_examinar(valor, tipo)["motivo"])


@given(st.integers(0, 10**11 - 1))
def test_cada_inscricao_tem_um_so_par_de_digitos(base: int) -> None:
    sida = [f"{base:011d}{digito:02d}" for digito in range(100)]
    debcad = [f"{base % 10**8:08d}{digito}" for digito in range(10)]
    assert sum(avaliar(sida_valido, sida)) == sum(avaliar(debcad_valido, debcad)) == 1


def test_documento_certo_nao_tem_motivo() -> None:
    assert "motivo" not in documento_examinar("52998224725")


def test_tipo_desconhecido_e_recusado() -> None:
    with pytest.raises(TipoDeDocumentoDesconhecido, match="CPF, CNPJ, CNJ, SIDA, DEBCAD"):
        documento_examinar("1", "RG")


@given(st.text(max_size=25))
def test_examinar_nunca_quebra_e_concorda_com_a_coluna(valor: str) -> None:
    exame = documento_examinar(valor)
    [da_coluna] = avaliar(lambda e: documento_valido(limpar(e)), [valor])
    assert (exame["tipo"] in {"CPF", "CNPJ"} and exame["valido"]) == da_coluna


def test_cada_forma_e_de_um_tipo_so() -> None:
    exemplos = ["52998224725", CNPJ_DA_RECEITA, "0" * 20, "0" * 13, "0" * 9]
    for exemplo in exemplos:
        assert sum(avaliar(lambda e, t=t: e.str.contains(t.forma), [exemplo])[0] for t in TIPOS.values()) == 1
