"""CSV: separadores, codificações, aspas, linhas ruins e a leitura em blocos."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, achados, cda, cdas, em_csv, ler
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hub.recepcao.formatos import csv_fonte, texto
from hub.recepcao.formatos.achados import ESQUEMA


@pytest.mark.parametrize("separador", [";", ",", "\t", "|"])
@pytest.mark.parametrize("fim", ["\n", "\r\n", "\r"])
def test_separador_e_fim_de_linha_saem_do_cabecalho(tmp_path: Path, separador: str, fim: str) -> None:
    fatia = ler(tmp_path, em_csv(cdas(3), separador=separador, fim=fim))
    assert fatia.quadro["numero_cda"].to_list() == ["2024/000001-1", "2024/000002-1", "2024/000003-1"]
    assert fatia.quadro["linha"].to_list() == [2, 3, 4]
    assert fatia.quadro["linha"].dtype == pl.UInt32
    assert fatia.achados.is_empty()
    assert fatia.achados.schema == ESQUEMA


def test_decimal_com_virgula_entre_aspas_num_csv_de_virgulas(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([cda(valor_principal="1.234,56")], separador=","))
    assert fatia.quadro["valor_principal"].item() == "1.234,56"


@pytest.mark.parametrize(
    ("codificacao", "dita"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_codificacao_detectada(tmp_path: Path, codificacao: str, dita: str) -> None:
    linhas = cdas(3, devedor_nome="JOSÉ DA CONCEIÇÃO § À ½")
    with abrir_bytes(tmp_path, em_csv(linhas, codificacao=codificacao)) as envio:
        assert envio.encoding == dita
        (fatia,) = envio.fatias("cda")
    assert fatia.quadro["devedor_nome"].to_list() == ["JOSÉ DA CONCEIÇÃO § À ½"] * 3
    assert fatia.quadro.columns[0] == "numero_cda"
    assert fatia.achados.is_empty()


def test_cp1252_tem_euro_e_travessao_que_latin_1_nao_tem(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([cda(origem="IPTU – R$ e €")], codificacao="cp1252"))
    assert fatia.quadro["origem"].item() == "IPTU – R$ e €"


def test_byte_que_windows_1252_nao_define_vale_como_latin_1(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([cda(origem="JOSÉ@")], codificacao="cp1252").replace(b"@", b"\x81"))
    assert fatia.quadro["origem"].item() == "JOSÉ\x81"


def test_utf_16_big_endian_com_marca_de_ordem(tmp_path: Path) -> None:
    conteudo = b"\xfe\xff" + em_csv(cdas(2, origem="ÇÃO")).decode().encode("utf-16-be")
    with abrir_bytes(tmp_path, conteudo) as envio:
        assert envio.encoding == "utf-16-be"
        assert next(envio.fatias("cda")).quadro["origem"].to_list() == ["ÇÃO"] * 2


def test_linha_em_outra_codificacao_e_lida_com_aviso(tmp_path: Path) -> None:
    """Arquivo UTF-8 emendado com um pedaço em Windows-1252: nenhuma linha se perde."""
    conteudo = (
        em_csv(cdas(5, origem="São José")) + em_csv([cda("X", origem="São João")], codificacao="cp1252").split(b"\n")[1]
    )
    fatia = ler(tmp_path, conteudo)
    assert fatia.quadro["origem"].to_list() == ["São José"] * 5 + ["São João"]
    assert achados(fatia) == [(7, "linha", "ARQ-006")]
    assert fatia.perdidas == 0


def test_cabecalho_tolera_caixa_acento_espaco_e_pontuacao(tmp_path: Path) -> None:
    nomes = ["Número CDA", " DATA-INSCRIÇÃO "]
    linhas = cdas(2)
    originais = list(linhas[0])
    cabecalho = [{"numero_cda": nomes[0], "data_inscricao": nomes[1]}.get(nome, nome.upper()) for nome in originais]
    fatia = ler(tmp_path, em_csv(linhas, cabecalho=cabecalho))
    assert fatia.quadro.columns == [*originais, "linha", "suja"]
    assert fatia.achados.is_empty()


def test_colunas_em_qualquer_ordem_saem_na_ordem_do_leiaute(tmp_path: Path) -> None:
    linha = dict(reversed(cda().items()))
    assert ler(tmp_path, em_csv([linha])).quadro.columns == [*cda(), "linha", "suja"]


def test_coluna_desconhecida_e_um_aviso_so(tmp_path: Path) -> None:
    conteudo = em_csv([linha | {"Observação": "x", "": "y"} for linha in cdas(3)])
    fatia = ler(tmp_path, conteudo)
    assert achados(fatia) == [(1, "cabecalho", "ARQ-004"), (1, "cabecalho", "ARQ-004")]
    assert fatia.achados["valor"].to_list() == ["Observação", "(coluna sem nome)"]
    assert fatia.achados["efeito"].unique().to_list() == ["aviso"]
    assert "Observação" not in fatia.quadro.columns
    assert fatia.quadro.height == 3


def test_linhas_vazias_e_so_de_separadores_nao_contam(tmp_path: Path) -> None:
    cabecalho, primeira, segunda, _ = em_csv(cdas(2)).split(b"\n")
    so_separadores = b";" * cabecalho.count(b";")
    conteudo = b"\n".join([cabecalho, b"", primeira, so_separadores, b"  ", segunda, b"\x1a", b""])
    fatia = ler(tmp_path, conteudo)
    assert fatia.quadro["linha"].to_list() == [3, 6]
    assert fatia.achados.is_empty()


def test_dica_de_separador_do_excel_e_linhas_antes_do_cabecalho(tmp_path: Path) -> None:
    fatia = ler(tmp_path, b"\nsep=;\n" + em_csv(cdas(1)))
    assert fatia.quadro["linha"].to_list() == [4]


def test_colunas_a_mais_e_a_menos_isolam_so_a_linha(tmp_path: Path) -> None:
    linhas = em_csv(cdas(6)).split(b"\n")
    largura = linhas[0].count(b";") + 1
    linhas[2] += b";sobra"
    linhas[4] = linhas[4].rpartition(b";")[0]
    fatia = ler(tmp_path, b"\n".join(linhas))
    assert fatia.quadro["linha"].to_list() == [2, 4, 6, 7]
    assert achados(fatia) == [(3, "linha", "ARQ-001"), (5, "linha", "ARQ-002")]
    assert fatia.achados["valor"].to_list() == [
        f"{largura + 1} colunas; o cabeçalho tem {largura}",
        f"{largura - 1} colunas; o cabeçalho tem {largura}",
    ]
    assert fatia.perdidas == 2


def test_nul_isola_a_linha(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv(cdas(4)).replace(b"2024/000002-1", b"2024/00\x0002-1"))
    assert fatia.quadro["linha"].to_list() == [2, 4, 5]
    assert achados(fatia) == [(3, "linha", "ARQ-005")]


def test_quebra_de_linha_dentro_de_aspas_conta_as_linhas_fisicas(tmp_path: Path) -> None:
    linhas = [cda("A", origem="uma\nduas; três"), cda("B"), cda("C", origem='diz "oi"\r\n'), cda("D")]
    fatia = ler(tmp_path, em_csv(linhas))
    assert fatia.quadro["linha"].to_list() == [2, 4, 5, 7]
    assert fatia.quadro["origem"].to_list() == [
        "uma\nduas; três",
        linhas[1]["origem"],
        'diz "oi"\r\n',
        linhas[1]["origem"],
    ]


def test_campo_vazio_entre_aspas_e_vazio(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([cda(livro=""), cda("B", livro="1")], aspas=csv.QUOTE_ALL))
    assert fatia.quadro["livro"].to_list() == [None, "1"]


def test_aspa_de_polegada_no_meio_do_texto_e_texto(tmp_path: Path) -> None:
    conteudo = em_csv(cdas(3, origem="TUBO @ SÓ")).replace(b"TUBO @ S", b'TUBO 5" S', 1)
    fatia = ler(tmp_path, conteudo)
    assert fatia.quadro["origem"].to_list() == ['TUBO 5" SÓ', "TUBO @ SÓ", "TUBO @ SÓ"]
    assert fatia.achados.is_empty()


def test_aspa_que_nao_fecha_nao_leva_as_linhas_seguintes(tmp_path: Path) -> None:
    conteudo = em_csv(cdas(50, origem="@ABC")).replace(b"@ABC", b'"ABC', 1)
    fatia = ler(tmp_path, conteudo)
    assert fatia.quadro.height == 50
    assert fatia.quadro["origem"].to_list() == ['"ABC'] + ["@ABC"] * 49
    assert fatia.quadro["linha"].to_list() == list(range(2, 52))


def test_duas_aspas_soltas_que_parecem_um_campo_de_varias_linhas(tmp_path: Path) -> None:
    """Uma abre sem fechar e a outra fecha sem abrir: a paridade bate, as colunas não, e nada se perde."""
    conteudo = em_csv(cdas(9, origem="ABC"))
    linhas = conteudo.split(b"\n")
    linhas[2] = linhas[2].replace(b";ABC;", b';"ABC;')
    linhas[6] = linhas[6].replace(b";ABC;", b';ABC";')
    fatia = ler(tmp_path, b"\n".join(linhas))
    assert fatia.quadro["linha"].to_list() == list(range(2, 11))
    assert fatia.quadro["origem"].to_list()[1] == '"ABC'
    assert fatia.quadro["origem"].to_list()[5] == 'ABC"'


def test_ultima_linha_incompleta_diz_que_o_arquivo_foi_cortado(tmp_path: Path) -> None:
    conteudo = em_csv(cdas(3))
    fatia = ler(tmp_path, conteudo[: conteudo.rindex(b";") - 5])
    assert fatia.quadro.height == 2
    assert achados(fatia) == [(4, "linha", "ARQ-003")]


def test_ultima_linha_sem_fim_de_linha_e_lida(tmp_path: Path) -> None:
    assert ler(tmp_path, em_csv(cdas(3)).rstrip(b"\n")).quadro.height == 3


def test_so_linhas_ruins_da_uma_fatia_sem_linhas(tmp_path: Path) -> None:
    cabecalho, linha, _ = em_csv(cdas(1)).split(b"\n")
    fatia = ler(tmp_path, b"\n".join([cabecalho, linha + b";a", linha + b";b", b""]))
    assert fatia.quadro.height == 0
    assert fatia.perdidas == 2


@pytest.mark.parametrize("tabela", ["devedor", "item", "movimento"])
def test_a_tabela_sai_do_cabecalho(tmp_path: Path, tabela: str) -> None:
    from fabrica_de_arquivos import em_zip

    from hub.recepcao.formatos.campos import CAMPOS

    linha = {nome: campo.exemplo or "x" for nome, campo in CAMPOS[tabela].items()}
    conteudo = em_zip({"a.csv": em_csv(cdas(1)), "b.csv": em_csv([linha])})
    with abrir_bytes(tmp_path, conteudo, "envio.zip") as envio:
        assert envio.tabelas == ("cda", tabela)
        assert next(envio.fatias(tabela)).quadro.drop("linha", "suja").to_dicts() == [linha]


def test_colunas_alheias_chamadas_tipo_e_data_nao_fazem_de_cdas_movimentos(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([cda(tipo="1", data="2", papel="x", sequencia="1")]))
    assert fatia.achados["valor"].to_list() == ["tipo", "data", "papel", "sequencia"]


@pytest.mark.parametrize("fim", ["\n", "\r\n"])
@pytest.mark.parametrize("vazio", ["livro", "devedor_complemento"])
def test_vazio_entre_aspas_e_nulo_na_ponta_ou_no_meio_da_linha(tmp_path: Path, vazio: str, fim: str) -> None:
    """As aspas escapadas de um JSON ao lado não o escondem, nem se confundem com ele."""
    json_ = '{"a":"","b":"c"}'
    linhas = [{vazio: "", **cda("A", metadados=json_)}, {vazio: "x", **cda("B", metadados=json_)}]
    virada = [dict(reversed(linha.items())) for linha in linhas]
    for conteudo in (em_csv(lado, aspas=csv.QUOTE_ALL, fim=fim) for lado in (linhas, virada)):
        for corpo in (conteudo, conteudo.removesuffix(fim.encode())):
            quadro = ler(tmp_path, corpo).quadro
            assert quadro[vazio].to_list() == [None, "x"]
            assert quadro["metadados"].to_list() == [json_, json_]


_PARTES = [*'ab;,"\n\t é€', '""', '";', "\r\n", '"a"']
_CAMPO = st.lists(st.sampled_from(_PARTES), max_size=5).map("".join)
_DESREGRADO = st.lists(st.sampled_from([*_PARTES, "\r", "\x00"]), max_size=5).map("".join)


@settings(max_examples=60, deadline=None)
@given(
    campos=st.lists(st.tuples(_CAMPO, _CAMPO), min_size=1, max_size=12),
    tamanho=st.integers(50, 4000),
    aspas=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_blocos_de_qualquer_tamanho_leem_o_mesmo_que_o_csv_escreveu(
    tmp_path_factory: pytest.TempPathFactory, campos: list[tuple[str, str]], tamanho: int, aspas: int
) -> None:
    pasta = tmp_path_factory.mktemp("csv")
    linhas = [cda(f"N{n}", origem=origem, livro=livro) for n, (origem, livro) in enumerate(campos)]
    conteudo = em_csv(linhas, aspas=aspas)
    inteira = ler(pasta, conteudo)
    assert inteira.quadro["origem"].to_list() == [origem or None for origem, _ in campos]
    assert inteira.quadro["livro"].to_list() == [livro or None for _, livro in campos]
    with pytest.MonkeyPatch.context() as m:
        m.setattr(csv_fonte, "_TRECHO", tamanho)
        m.setattr(texto, "_OLHAR", max(1, tamanho // 4))
        assert_frame_equal(ler(pasta, conteudo).quadro.drop("suja"), inteira.quadro.drop("suja"))


@settings(max_examples=80, deadline=None)
@given(
    corpo=st.lists(st.lists(_DESREGRADO, min_size=13, max_size=17).map(";".join), min_size=1, max_size=8),
    tamanho=st.integers(300, 3000),
)
def test_arquivo_desregrado_nunca_levanta_e_nao_depende_do_bloco(
    tmp_path_factory: pytest.TempPathFactory, corpo: list[str], tamanho: int
) -> None:
    """Aspas, separadores e quebras em qualquer lugar: cada linha com dado vira linha do quadro ou achado."""
    pasta = tmp_path_factory.mktemp("csv")
    conteudo = (
        ";".join(cda()) + "\n" + "\n".join(corpo) + "\n" + ";".join(str(v) for v in cda().values()) + "\n"
    ).encode()
    inteira = ler(pasta, conteudo)
    with pytest.MonkeyPatch.context() as m:
        m.setattr(csv_fonte, "_TRECHO", tamanho)
        m.setattr(texto, "_OLHAR", max(1, tamanho // 4))
        aos_poucos = ler(pasta, conteudo)
    assert_frame_equal(aos_poucos.quadro.drop("suja"), inteira.quadro.drop("suja"))
    assert_frame_equal(aos_poucos.achados, inteira.achados)
    assert inteira.quadro["linha"].is_sorted()


def test_o_leitor_padrao_do_python_e_o_oraculo(tmp_path: Path) -> None:
    linhas = [cda(f"N{n}", origem='com ";" e\nquebra' if n % 7 == 0 else "simples") for n in range(500)]
    conteudo = em_csv(linhas)
    esperado = list(csv.DictReader(io.StringIO(conteudo.decode()), delimiter=";"))
    assert ler(tmp_path, conteudo).quadro.drop("linha", "suja").to_dicts() == esperado
