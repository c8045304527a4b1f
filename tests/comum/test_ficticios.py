"""As carteiras fictícias: repetíveis, exatas, plausíveis, e com os defeitos que dizem ter."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hub.comum.dinheiro import texto_para_centavos
from hub.comum.documentos import cnj_valido, documento_valido, limpar
from hub.comum.ficticios import (
    DEFEITOS,
    cdas_ficticias,
    colunas,
    devedores_ficticios,
    itens_ficticios,
    movimentos_ficticios,
)
from hub.comum.ficticios.erros import MunicipioDesconhecido, NumeracaoEsgotada, TipoSemTributos
from hub.comum.municipios import municipios
from hub.leiautes.padrao import CAMPOS, Tabela, normalizar
from hub.regras.julgamento import julgar
from hub.regras.parametros import Parametros

EM = date(2026, 3, 2)
RECIFE = "2611606"
RUBRICAS = ("valor_principal", "valor_correcao", "valor_juros", "valor_multa", "valor_encargos")
TIPOS = ("MUNICIPIO", "ESTADO", "CONSELHO")


def _cdas(quantidade: int = 2000, **troca: object) -> pl.DataFrame:
    opcoes = {"semente": 7, "municipio_ibge": RECIFE, "em": EM, "defeitos": 0.0, **troca}
    return cdas_ficticias(quantidade=quantidade, **opcoes)  # type: ignore[arg-type]


def _normal(quadro: pl.DataFrame, tabela: Tabela) -> pl.DataFrame:
    return normalizar(quadro.with_row_index("linha", offset=2), tabela=tabela)


@pytest.mark.parametrize(
    ("tabela", "nossas"),
    [("cda", colunas.CDA), ("devedor", colunas.DEVEDOR), ("item", colunas.ITEM), ("movimento", colunas.MOVIMENTO)],
)
def test_colunas_sao_as_do_leiaute(tabela: Tabela, nossas: tuple[str, ...]) -> None:
    assert list(nossas) == [campo.campo for campo in CAMPOS[tabela]]
    cdas = _cdas(50)
    quadros = {
        "cda": cdas,
        "devedor": devedores_ficticios(cdas, fracao=1),
        "item": itens_ficticios(cdas),
        "movimento": movimentos_ficticios(cdas, em=EM, fracao=1),
    }
    assert quadros[tabela].schema == dict.fromkeys(nossas, pl.String)
    assert quadros[tabela].height >= 50


@settings(max_examples=25, deadline=None)
@given(
    semente=st.integers(0, 2**40),
    quantidade=st.integers(0, 60),
    tipo=st.sampled_from(TIPOS),
    em=st.dates(date(2015, 1, 1), date(2040, 12, 31)),
    defeitos=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_a_mesma_semente_da_o_mesmo_quadro_e_as_contas_fecham(
    semente: int, quantidade: int, tipo: str, em: date, defeitos: float
) -> None:
    def gerar() -> list[pl.DataFrame]:
        cdas = _cdas(quantidade, semente=semente, tipo=tipo, em=em, defeitos=defeitos, marcar=True)
        partes = [itens_ficticios(cdas, semente=semente), devedores_ficticios(cdas, semente=semente)]
        return [cdas, *partes, movimentos_ficticios(cdas, em=em, semente=semente)]

    quadros = gerar()
    for um, outro in zip(quadros, gerar(), strict=True):
        assert_frame_equal(um, outro)
    cdas = quadros[0]
    assert cdas.height == quantidade
    assert cdas["numero_cda"].n_unique() == quantidade
    boas = cdas.filter(pl.col("defeito").is_null())
    _conferir_boas(boas, em)


def _conferir_boas(boas: pl.DataFrame, em: date) -> None:
    soma = pl.sum_horizontal(texto_para_centavos(pl.col(rubrica)) for rubrica in RUBRICAS)
    ordem = ["fato_gerador", "vencimento", "constituicao_definitiva", "inscricao", "consolidacao"]
    datas = [pl.col(f"data_{nome}").str.to_date() for nome in ordem]
    confere = boas.select(
        soma=soma == texto_para_centavos(pl.col("valor_consolidado")),
        documento=documento_valido(limpar(pl.col("devedor_documento"))),
        processo=(pl.col("ajuizada") == "S") == cnj_valido(limpar(pl.col("numero_cnj"))).fill_null(value=False),
        ordem=pl.all_horizontal(a <= b for a, b in zip(datas, [*datas[1:], pl.lit(em)], strict=True)),
        prazo=datas[2] > em.replace(year=em.year - 5, day=min(em.day, 28)),
        positivo=texto_para_centavos(pl.col("valor_principal")) > 0,
    )
    assert confere.select(pl.all().all()).row(0) == (True,) * 6


@pytest.mark.parametrize("tipo", TIPOS)
@pytest.mark.parametrize("em", [EM, date(2024, 2, 29), date(2025, 12, 31)])
def test_linha_boa_nao_tem_achado_e_defeito_so_o_seu(tipo: str, em: date) -> None:
    cdas = _cdas(4000, tipo=tipo, em=em, defeitos=0.3, marcar=True)
    boas = cdas.filter(pl.col("defeito").is_null())
    parametros = Parametros(tipo_de_credor=tipo)
    filhos = {
        "itens": _normal(itens_ficticios(boas), "item"),
        "devedores": _normal(devedores_ficticios(boas), "devedor"),
    }
    assert julgar(_normal(boas, "cda"), parametros=parametros, em=em, **filhos).achados.is_empty()
    movimentos = _normal(movimentos_ficticios(boas, em=em, fracao=0.5), "movimento")
    assert julgar(movimentos, tabela="movimento", parametros=parametros, em=em).achados.is_empty()
    for defeito in DEFEITOS:
        ruins = cdas.filter(pl.col("defeito") == defeito.nome)
        julgadas = julgar(_normal(ruins, "cda"), parametros=parametros, em=em)
        assert ruins.height > 30
        if defeito.nome == "valor_brasileiro":
            assert julgadas.achados.is_empty()
        else:
            assert julgadas.achados["linha"].n_unique() == ruins.height, defeito.nome


def test_a_fracao_de_defeitos_e_a_pedida() -> None:
    cdas = _cdas(20_000, defeitos=0.03, marcar=True)
    assert 0.025 < 1 - cdas["defeito"].null_count() / cdas.height < 0.035
    assert set(cdas["defeito"].drop_nulls()) == {defeito.nome for defeito in DEFEITOS}
    assert "defeito" not in _cdas(1).columns


def test_a_coluna_defeito_nao_muda_o_resto() -> None:
    assert_frame_equal(_cdas(500, defeitos=0.5), _cdas(500, defeitos=0.5, marcar=True).drop("defeito"))


def test_em_fatias_os_devedores_sao_os_mesmos_e_os_numeros_seguem() -> None:
    inteira, segunda = _cdas(400), _cdas(200, primeiro=201)
    assert segunda["numero_cda"].str.slice(5).to_list() == [f"{n:07d}" for n in range(201, 401)]
    pessoas = ["devedor_documento", "devedor_nome", "devedor_cep"]
    juntas = pl.concat([inteira, segunda]).select(pessoas).drop_nulls().unique()
    assert juntas["devedor_documento"].n_unique() == juntas.height


def test_devedores_se_repetem_com_cauda_longa() -> None:
    vezes = _cdas(20_000)["devedor_documento"].value_counts()["count"].sort(descending=True)
    assert vezes[0] > 20
    assert vezes.median() <= 2
    assert 0.3 < len(vezes) / 20_000 < 0.6


def test_a_maioria_mora_no_municipio_e_os_enderecos_existem() -> None:
    cdas = _cdas(20_000)
    partes = cdas["devedor_municipio_ibge"].value_counts(normalize=True)
    assert 0.85 < partes.filter(pl.col("devedor_municipio_ibge") == RECIFE)["proportion"].item() < 0.95
    assert 0.005 < (cdas["devedor_uf"] != "PE").mean() < 0.04
    for ibge, nome, uf in cdas.select("devedor_municipio_ibge", "devedor_municipio", "devedor_uf").unique().iter_rows():
        assert (municipios()[ibge].nome.upper(), municipios()[ibge].uf) == (nome, uf)


@pytest.mark.parametrize("ibge", ["5300108", "1400100", "3550308"])
def test_qualquer_municipio_serve(ibge: str) -> None:
    assert (_cdas(300, municipio_ibge=ibge)["devedor_municipio_ibge"] == ibge).mean() > 0.8


def test_ninguem_e_de_verdade() -> None:
    cdas = _cdas(3000)
    empresas = cdas.filter(limpar(pl.col("devedor_documento")).str.len_chars() == 14)
    assert empresas["devedor_nome"].str.contains(" FICTÍCIA ").all()
    assert cdas["devedor_email"].drop_nulls().str.ends_with("@example.com").all()
    assert cdas["devedor_telefone"].drop_nulls().str.contains(r"^\+55 \d\d 0000-\d{4}$").all()
    assert empresas["devedor_documento"].str.contains("[A-Z]").any()


def test_itens_somam_as_rubricas_e_cabem_antes_da_inscricao() -> None:
    cdas = _cdas(3000, defeitos=0.1)
    itens = itens_ficticios(cdas)
    centavos = [texto_para_centavos(pl.col(rubrica)).alias(rubrica) for rubrica in RUBRICAS]
    somas = itens.select("numero_cda", *centavos).group_by("numero_cda").sum()
    juntas = somas.join(cdas.select("numero_cda", *centavos), on="numero_cda", suffix="_cda")
    assert juntas.height == somas.height > 2500
    assert juntas.select(pl.all_horizontal(pl.col(r) == pl.col(f"{r}_cda") for r in RUBRICAS).all()).item()
    ultimo = itens.group_by("numero_cda").agg(pl.col("vencimento").max()).join(cdas, on="numero_cda")
    assert (ultimo["vencimento"] <= ultimo["data_inscricao"]).all()
    assert itens["parcela"].drop_nulls().str.contains(r"^\d+/\d+$").all()


def test_movimentos_trazem_o_que_o_tipo_exige() -> None:
    movimentos = movimentos_ficticios(_cdas(5000), em=EM, fracao=0.5)
    pagamento = pl.col("tipo").str.starts_with("PAGAMENTO")
    confere = movimentos.select(
        valor=pl.col("valor").is_not_null() == pagamento,
        motivo=pl.col("motivo").is_not_null() | ~pl.col("tipo").is_in(["SUSPENSAO", "CANCELAMENTO"]),
        processo=pl.col("numero_cnj").is_not_null() == (pl.col("tipo") == "AJUIZAMENTO"),
    )
    assert confere.select(pl.all().all()).row(0) == (True, True, True)
    assert movimentos["identificador_credor"].n_unique() == movimentos.height
    assert movimentos["data"].max() <= EM.isoformat()
    segundos = movimentos.filter(pl.col("identificador_credor").str.ends_with("-2"))
    assert set(segundos["tipo"]) == {"PARCELAMENTO_RESCINDIDO", "FIM_SUSPENSAO"}


def test_pedido_impossivel_diz_o_que_fazer() -> None:
    with pytest.raises(MunicipioDesconhecido, match="2611606"):
        _cdas(1, municipio_ibge="0000000")
    with pytest.raises(TipoSemTributos, match="MUNICIPIO, ESTADO, CONSELHO"):
        _cdas(1, tipo="UNIAO")
    with pytest.raises(NumeracaoEsgotada):
        _cdas(2, primeiro=9_999_999)
    with pytest.raises(NumeracaoEsgotada):
        _cdas(1, primeiro=0)
