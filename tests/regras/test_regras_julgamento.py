"""O julgamento: o pior achado decide, e uma linha vale o mesmo sozinha ou num milhão."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hub.leiautes.padrao import CAMPOS, Campo, campo_de, esquema, normalizar
from hub.regras.achados import ESQUEMA
from hub.regras.conjuntos import RUBRICAS
from hub.regras.julgamento import julgar, versao_das_regras
from hub.regras.parametros import Parametros
from regras.exemplos_de_regras import DO_EXTRATO, DO_HUB, EM, EXEMPLOS, LINHAS
from regras.quadros import normal, texto

NOMES = [campo.campo for campo in CAMPOS["cda"]]
#: O que a PGFN publica de cada inscrição.
DO_EXTRATO_PUBLICO = {
    "numero_cda",
    "numero_inscricao",
    "data_inscricao",
    "valor_consolidado",
    "ajuizada",
    "exigibilidade",
    "devedor_nome",
}
RUINS = [exemplo.ruim for codigo, exemplo in EXEMPLOS.items() if codigo.startswith("CDA")]
#: O que um credor escreve: o certo, o de outra coluna, o quase certo e o absurdo.
VALORES = st.one_of(
    st.none(),
    st.sampled_from(sorted({valor for valor in LINHAS["cda"].values() if valor})),
    st.sampled_from(
        ["", "  ", "0", "S", "31/02/2024", "29/02/2020", "1.234,5", "-1", "NENHUMA", "\u00a0x", "x" * 700, "\x1f"]
    ),
    st.text(max_size=12),
)
ESTRAGOS = st.dictionaries(st.sampled_from(NOMES), VALORES, max_size=4)
CONVENIO = Parametros(
    valor_minimo=1,
    valor_maximo=10**9,
    idade_maxima_anos=5,
    tributos_aceitos=frozenset({"IPTU", "ISS", "MADM"}),
    tipo_de_credor="MUNICIPIO",
)


@settings(max_examples=40, deadline=None)
@given(mudancas=st.lists(st.one_of(ESTRAGOS, st.sampled_from(RUINS)), min_size=1, max_size=6))
def test_julgar_em_lote_e_linha_a_linha_da_no_mesmo(mudancas: list[dict[str, Any]]) -> None:
    quadro = texto(*mudancas)
    muitas = pl.concat([quadro] * 201)  # passa de 200 linhas: vai coluna por coluna
    em_lote = julgar(normalizar(muitas), parametros=CONVENIO, em=EM)
    uma_a_uma = [julgar(normalizar(quadro[i]), parametros=CONVENIO, em=EM) for i in range(quadro.height)]
    primeiras = em_lote.quadro.head(quadro.height)
    assert_frame_equal(primeiras, pl.concat(j.quadro for j in uma_a_uma))
    achados = em_lote.achados.unique(maintain_order=True)
    assert_frame_equal(achados, pl.concat(j.achados for j in uma_a_uma).unique(maintain_order=True))


@settings(max_examples=60, deadline=None)
@given(mudanca=ESTRAGOS)
def test_toda_linha_que_nao_foi_aceita_tem_achado_que_o_explica(mudanca: dict[str, Any]) -> None:
    julgado = julgar(normal(mudanca), parametros=CONVENIO, em=EM)
    efeitos = set(julgado.achados["efeito"])
    esperado = next((e for e in ("recusada", "em_consulta") if e in efeitos), "aceita")
    assert julgado.quadro["resultado"].to_list() == [esperado]


@settings(max_examples=80, deadline=None)
@given(campo=st.sampled_from(CAMPOS["cda"]), letra=st.sampled_from(["x", "é", "9", "+"]), mais=st.integers(1, 30))
@example(campo=campo_de("cda", "exercicio"), letra="9", mais=1)
@example(campo=campo_de("cda", "devedor_uf"), letra="x", mais=1)
def test_nada_maior_que_o_campo_e_aceito(campo: Campo, letra: str, mais: int) -> None:
    julgado = julgar(normal({campo.campo: letra * (campo.tamanho + mais)}), parametros=DO_HUB, em=EM)
    recusada = julgado.quadro["resultado"].to_list() == ["recusada"]
    guardado = julgado.quadro[campo.campo][0]
    assert recusada or guardado is None or len(str(guardado)) <= campo.tamanho


def test_o_quadro_volta_com_o_que_trouxe_e_o_resultado() -> None:
    quadro = normal({}).with_columns(resumo=pl.lit("abc"))
    julgado = julgar(quadro, parametros=DO_HUB, em=EM)
    assert julgado.quadro.columns == [*quadro.columns, "resultado"]
    assert julgado.achados.schema == ESQUEMA
    assert julgado.versao_das_regras == versao_das_regras()


def test_quadro_vazio_nao_tem_achado() -> None:
    for tabela in CAMPOS:
        vazio = normalizar(pl.DataFrame(), tabela=tabela)
        assert vazio.schema == esquema(tabela)
        julgado = julgar(vazio, tabela=tabela, parametros=DO_HUB, em=EM, itens=vazio, devedores=vazio)
        assert julgado.achados.is_empty()
        assert julgado.quadro.columns[-1] == "resultado"


def test_o_pior_achado_decide() -> None:
    aviso = {"devedor_cep": None}
    consulta = aviso | {"valor_juros": "310", "juros_forma": "NENHUM"}
    recusa = consulta | {"tributo": "XYZ"}
    julgado = julgar(normal({}, aviso, consulta, recusa), parametros=DO_HUB, em=EM)
    assert julgado.quadro["resultado"].to_list() == ["aceita", "aceita", "em_consulta", "recusada"]


def test_campo_que_nao_converte_so_tem_o_achado_da_forma() -> None:
    julgado = julgar(normal({"data_vencimento": "31/02/2024"}), parametros=DO_HUB, em=EM)
    assert julgado.achados.rows() == [
        (2, "cda", LINHAS["cda"]["numero_cda"], "data_vencimento", "31/02/2024", "CDA-020", "recusada")
    ]


def test_cada_texto_malformado_mostra_o_seu() -> None:
    ruins = {"data_vencimento": "ontem", "valor_juros": "muito", "exercicio": "este", "metadados": "{"}
    achados = julgar(normal(ruins), parametros=DO_HUB, em=EM).achados
    assert dict(zip(achados["campo"], achados["valor"], strict=True)) == ruins


def test_rubrica_malformada_nao_vira_soma_errada() -> None:
    codigos = julgar(normal({"valor_juros": "muito"}), parametros=DO_HUB, em=EM).achados["regra"].to_list()
    assert codigos == ["CDA-021"]


def test_achado_do_item_e_do_codevedor_pesa_na_cda_deles() -> None:
    cdas = normal({"numero_cda": "A"}, {"numero_cda": "B"}, {"numero_cda": "C"})
    rubricas = {rubrica: LINHAS["cda"][rubrica] for rubrica in RUBRICAS}
    itens = normal(rubricas | {"numero_cda": "B", "tributo": "XYZ"}, tabela="item")
    devedores = normal({"numero_cda": "C", "papel": "VIZINHO"}, tabela="devedor")
    julgado = julgar(cdas, parametros=DO_HUB, em=EM, itens=itens, devedores=devedores)
    assert julgado.quadro["resultado"].to_list() == ["aceita", "recusada", "recusada"]
    assert set(zip(julgado.achados["tabela"], julgado.achados["regra"], strict=True)) == {
        ("item", "ITEM-006"),
        ("devedor", "DEV-006"),
    }


def test_o_extrato_publico_nao_e_recusado_por_nao_ser_o_titulo() -> None:
    quadro = normal({nome: None for nome in NOMES if nome not in DO_EXTRATO_PUBLICO})
    extrato = julgar(quadro, parametros=DO_EXTRATO, em=EM)
    assert extrato.quadro["resultado"].to_list() == ["aceita"]
    assert {("CDA-130", "aviso"), ("CDA-131", "aviso")} <= set(extrato.achados.select("regra", "efeito").iter_rows())
    assert julgar(quadro, parametros=DO_HUB, em=EM).quadro["resultado"].to_list() == ["recusada"]


def test_o_extrato_sem_valor_e_recusado() -> None:
    julgado = julgar(normal({"valor_consolidado": None}), parametros=DO_EXTRATO, em=EM)
    assert julgado.quadro["resultado"].to_list() == ["recusada"]


@given(partes=st.lists(st.integers(0, 10**9), min_size=5, max_size=5), erro=st.integers(-5, 5))
@settings(max_examples=50, deadline=None)
def test_a_soma_e_exata_ao_centavo(partes: list[int], erro: int) -> None:
    total = max(sum(partes) + erro, 0)
    centavos = dict(zip((*RUBRICAS, "valor_consolidado"), (*partes, total), strict=True))
    mudanca = {nome: f"{c // 100}.{c % 100:02d}" for nome, c in centavos.items()}
    codigos = julgar(normal(mudanca), parametros=DO_HUB, em=EM).achados["regra"].to_list()
    assert ("CDA-040" in codigos) is (total != sum(partes))
