"""O arquivo PEFIN se monta e se lê em partes, com a sequência correndo por todas."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.leiautes.arquivo import ler
from hub.leiautes.deteccao import Deteccao
from hub.leiautes.erros import LoteGrandeDemais, TextoLongoDemais
from hub.leiautes.motor import ler_registros
from hub.leiautes.serasa import leitura, montagem
from hub.leiautes.serasa.leitura import DO_RETORNO, Pefin, codigos_de_erro, ler_pefin
from hub.leiautes.serasa.limites import MAXIMO_DE_DETALHES
from hub.leiautes.serasa.montagem import montar_pefin, repartir_pefin
from leiautes.amostras_serasa import BELTRANO, CABECALHO, PEFIN, arquivo, detalhe, detalhes, exclusao, trocar


def aberto(conteudo: bytes) -> Pefin:
    lido = ler_pefin(conteudo)
    assert isinstance(lido, Pefin)
    return lido


def muitos(quantos: int) -> pl.DataFrame:
    return (
        pl.concat([detalhes(detalhe("A"))] * max(quantos, 1))
        .head(quantos)
        .with_columns(numero_contrato=pl.lit("2026/") + pl.int_range(quantos).cast(pl.String))
    )


@given(st.lists(st.integers(0, 4), max_size=5))
@settings(max_examples=30)
def test_em_partes_da_os_mesmos_bytes_que_de_uma_vez(tamanhos: list[int]) -> None:
    todos = muitos(sum(tamanhos))
    cortes = [sum(tamanhos[:n]) for n in range(len(tamanhos))]
    partes = [todos.slice(comeco, tamanho) for comeco, tamanho in zip(cortes, tamanhos, strict=True)]
    inteiro = b"".join(montar_pefin(cabecalho=CABECALHO, detalhes=todos))
    assert b"".join(montar_pefin(cabecalho=CABECALHO, detalhes=iter(partes))) == inteiro
    lido = ler_registros(PEFIN, inteiro)
    assert lido["1-detalhe"]["sequencia_registro"].to_list() == list(range(2, todos.height + 2))
    assert lido["9-trailer"]["sequencia_registro"].to_list() == [todos.height + 2]
    assert aberto(inteiro).conferir() == []


def test_quadro_grande_sai_em_mais_de_uma_parte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(montagem, "POR_PARTE", 3)
    partes = list(montar_pefin(cabecalho=CABECALHO, detalhes=muitos(7)))
    assert [parte.count(b"\r\n") for parte in partes] == [1, 3, 3, 1, 1]
    assert aberto(b"".join(partes)).conferir() == []


def test_sequencia_que_ja_vem_e_refeita_e_a_do_trailer_pode_ser_outra() -> None:
    errado = montar_pefin(cabecalho=CABECALHO, detalhes=muitos(2).with_columns(sequencia_registro=pl.lit(99)), ultima=9)
    lido = ler_registros(PEFIN, b"".join(errado))
    assert lido["1-detalhe"]["sequencia_registro"].to_list() == [2, 3]
    assert lido["9-trailer"]["sequencia_registro"].to_list() == [9]


def test_mais_linhas_do_que_a_sequencia_numera_e_recusado_antes_de_escrever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAXIMO_DE_DETALHES == 9_999_997
    monkeypatch.setattr(montagem, "MAXIMO_DE_DETALHES", 4)
    with pytest.raises(LoteGrandeDemais, match=r"5 registros e o leiaute serasa/pefin numera até 4"):
        montar_pefin(cabecalho=CABECALHO, detalhes=muitos(5))
    partes = montar_pefin(cabecalho=CABECALHO, detalhes=iter([muitos(3), muitos(2)]))
    with pytest.raises(LoteGrandeDemais, match="5 registros"):
        list(partes)
    assert b"".join(montar_pefin(cabecalho=CABECALHO, detalhes=muitos(4))).count(b"\r\n") == 6


def test_repartir_nao_separa_o_principal_dos_coobrigados() -> None:
    quadro = detalhes(
        detalhe("A"),
        detalhe("B"),
        detalhe("B", coobrigado=BELTRANO),
        exclusao("B"),
        detalhe("C"),
    )
    partes = [parte["numero_contrato"].to_list() for parte in repartir_pefin(quadro, maximo=2)]
    assert partes == [["A"], ["B", "B"], ["B", "C"]]
    assert [parte.height for parte in repartir_pefin(quadro)] == [5]
    with pytest.raises(LoteGrandeDemais, match="do contrato B"):
        list(repartir_pefin(quadro, maximo=1))


def test_contrato_que_nao_cabe_e_recusado() -> None:
    with pytest.raises(TextoLongoDemais, match="numero_contrato"):
        list(montar_pefin(cabecalho=CABECALHO, detalhes=detalhes(detalhe("A" * 17))))


@pytest.fixture
def partes_pequenas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leitura, "LINHAS_DA_PRIMEIRA", 2)
    monkeypatch.setattr(leitura, "LINHAS_POR_PARTE", 3)


@pytest.mark.parametrize("quantos", [0, 1, 2, 3, 7])
def test_ler_em_partes_da_todos_os_detalhes_uma_vez(partes_pequenas: None, quantos: int) -> None:
    conteudo = b"".join(montar_pefin(cabecalho=CABECALHO, detalhes=muitos(quantos)))
    partes = list(aberto(conteudo).partes(["numero_contrato", "valor"]))
    juntas = pl.concat(partes)
    assert juntas.columns == ["linha", "lote", "valor", "numero_contrato"]
    assert juntas["numero_contrato"].to_list() == [f"2026/{n}" for n in range(quantos)]
    assert juntas["linha"].to_list() == list(range(2, quantos + 2))
    assert len(partes) == 1 + -(-quantos // 3)


def test_os_campos_do_retorno_e_os_codigos() -> None:
    conteudo = trocar(arquivo(codigo_envio="R"), 3, 534, "001   017")
    lido = aberto(conteudo)
    assert lido.retorno
    assert lido.cabecalho is not None
    assert (lido.cabecalho["numero_remessa"], lido.cabecalho["codigos_erro"]) == (7, None)
    (parte,) = lido.partes()
    assert set(parte.columns) == {"linha", "lote", *DO_RETORNO}
    codigos = parte.select(codigos_de_erro()).to_series().to_list()
    assert codigos == [[], ["001", "017"], [], []]
    assert lido.conferir() == []


def test_retorno_com_acento_se_le_pelo_caractere_e_nao_pelo_byte() -> None:
    conteudo = trocar(arquivo(codigo_envio="R"), 2, 106, "JOSÉ")
    for codificado, qual in ((conteudo, "iso-8859-1"), (conteudo.decode("iso-8859-1").encode("utf-8"), "utf-8")):
        lido = aberto(codificado)
        assert lido.codificacao == qual
        (parte,) = lido.partes(["nome_devedor", "numero_contrato"])
        assert parte["nome_devedor"][0] == "JOSÉNA FICTICIA"
        assert parte["numero_contrato"].to_list()[:2] == ["2026/000001"] * 2


def test_arquivo_cortado_se_le_ate_onde_veio() -> None:
    lido = aberto(arquivo(codigo_envio="R")[:1500])
    (parte,) = lido.partes()
    assert parte["numero_contrato"].to_list() == ["2026/000001"]
    assert {achado.codigo for achado in lido.conferir()} == {"TAMANHO_DA_LINHA", "FALTA_TRAILLER"}


def test_o_que_nao_e_pefin_diz_por_que() -> None:
    for conteudo in (b"", b"<html>erro</html>", b"nada"):
        lido = ler_pefin(conteudo)
        assert isinstance(lido, Deteccao)
        assert lido.achados


def test_a_conferencia_da_entrada_e_a_mesma_de_quem_le_tudo() -> None:
    trocas = (
        (2, "X"),
        (48, "9"),
        (106, "\x00"),
        (106, "\r"),
        (106, "\x7f"),
        (106, "É"),
        (424, "X"),
        (439, "_"),
        (594, "X"),
    )
    for conteudo in (*(trocar(arquivo(), 2, *troca) for troca in trocas), arquivo().replace(b"\r\n", b"\r")):
        assert sorted(map(repr, aberto(conteudo).conferir())) == sorted(map(repr, ler(conteudo).achados))
