"""Dados abertos da PGFN: os três sistemas, sem inventar o que a fonte não diz."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, achados, cnpj_ficticio, ler

from hub.recepcao.formatos import abrir

_COMUNS = ["CPF_CNPJ", "TIPO_PESSOA", "TIPO_DEVEDOR", "NOME_DEVEDOR", "UF_UNIDADE_RESPONSAVEL", "UNIDADE_RESPONSAVEL"]
_SITUACAO = ["NUMERO_INSCRICAO", "TIPO_SITUACAO_INSCRICAO", "SITUACAO_INSCRICAO"]
_FINAIS = ["DATA_INSCRICAO", "INDICADOR_AJUIZADO", "VALOR_CONSOLIDADO"]
SISTEMAS = {
    "SIDA": [*_COMUNS, *_SITUACAO, "RECEITA_PRINCIPAL", *_FINAIS],
    "DIVIDA": [*_COMUNS, *_SITUACAO, "TIPO_CREDITO", *_FINAIS],
    "FGTS": [*_COMUNS, "ENTIDADE_RESPONSAVEL", "UNIDADE_INSCRICAO", *_SITUACAO, "RECEITA_PRINCIPAL", *_FINAIS],
}
#: Onde mora a amostra pública, que não se versiona.
_PASTA = Path(os.environ.get("HUB_COMPARTILHADO", Path(__file__).parents[3] / "shared")) / "dados" / "exemplos"
_AMOSTRA = _PASTA / "pgfn-fgts-AC-202012.csv"


def arquivo_pgfn(sistema: str, linhas: Sequence[dict[str, str]]) -> bytes:
    """Um arquivo da mesma forma do que a PGFN publica: `;`, Latin-1, LF, com devedores fictícios."""
    colunas = SISTEMAS[sistema]
    padrao = {
        "CPF_CNPJ": cnpj_ficticio(1),
        "TIPO_PESSOA": "Pessoa jurídica",
        "TIPO_DEVEDOR": "PRINCIPAL",
        "NOME_DEVEDOR": "COMÉRCIO FICTÍCIO LTDA",
        "UF_UNIDADE_RESPONSAVEL": "PE",
        "UNIDADE_RESPONSAVEL": "PERNAMBUCO",
        "ENTIDADE_RESPONSAVEL": "PGFN",
        "UNIDADE_INSCRICAO": "PERNAMBUCO",
        "NUMERO_INSCRICAO": "4061900012345",
        "TIPO_SITUACAO_INSCRICAO": "Em cobrança",
        "SITUACAO_INSCRICAO": "ATIVA EM COBRANCA",
        "RECEITA_PRINCIPAL": "Receita da dívida ativa - COFINS",
        "TIPO_CREDITO": "OUTROS",
        "DATA_INSCRICAO": "07/11/2019",
        "INDICADOR_AJUIZADO": "NAO",
        "VALOR_CONSOLIDADO": "8208.15",
    }
    corpo = "".join(";".join({**padrao, **linha}[coluna] for coluna in colunas) + "\n" for linha in linhas)
    return (";".join(colunas) + "\n" + corpo).encode("latin-1")


@pytest.mark.parametrize("sistema", SISTEMAS)
def test_cada_sistema_e_reconhecido_pelo_cabecalho(tmp_path: Path, sistema: str) -> None:
    with abrir_bytes(tmp_path, arquivo_pgfn(sistema, [{}, {}])) as envio:
        assert (envio.origem, envio.tabelas, envio.encoding) == ("pgfn-dados-abertos", ("cda", "devedor"), "cp1252")
        (fatia,) = envio.fatias("cda")
    linha = fatia.quadro.to_dicts()[0]
    conferir_metadados(json.loads(linha.pop("metadados")), sistema)
    assert fatia.achados.is_empty()
    assert linha == {
        "numero_cda": "4061900012345",
        "numero_inscricao": "4061900012345",
        "data_inscricao": "07/11/2019",
        "origem": "OUTROS" if sistema == "DIVIDA" else "Receita da dívida ativa - COFINS",
        "valor_consolidado": "8208.15",
        "ajuizada": "N",
        "exigibilidade": "EXIGIVEL",
        "motivo_suspensao": None,
        "devedor_documento": cnpj_ficticio(1),
        "devedor_nome": "COMÉRCIO FICTÍCIO LTDA",
        "devedor_uf": None,
        "linha": 2,
    }


def conferir_metadados(metadados: dict[str, str], sistema: str) -> None:
    """Até dez pares de até 140 caracteres, como o leiaute quer, só com o que a fonte traz."""
    assert metadados["sistema"] == sistema
    assert metadados["uf_unidade_responsavel"] == "PE"
    assert ("entidade_responsavel" in metadados) == (sistema == "FGTS")
    assert len(metadados) <= 10
    assert all(len(valor) <= 140 for valor in metadados.values())


def test_corresponsavel_e_solidario_sao_devedores_da_mesma_inscricao(tmp_path: Path) -> None:
    linhas = [
        {},
        {"TIPO_DEVEDOR": "CORRESPONSAVEL", "CPF_CNPJ": "XXX999.999XX", "NOME_DEVEDOR": "FULANO DE TAL"},
        {"TIPO_DEVEDOR": "Solidario", "CPF_CNPJ": cnpj_ficticio(2)},
    ]
    conteudo = arquivo_pgfn("SIDA", linhas)
    assert ler(tmp_path, conteudo).quadro.height == 1
    fatia = ler(tmp_path, conteudo, tabela="devedor")
    assert fatia.quadro.select("numero_cda", "papel", "documento", "nome", "linha").rows() == [
        ("4061900012345", "CORRESPONSAVEL", None, "FULANO DE TAL", 3),
        ("4061900012345", "SOLIDARIO", cnpj_ficticio(2), "COMÉRCIO FICTÍCIO LTDA", 4),
    ]
    assert achados(fatia) == [(3, "documento", "ARQ-015")]
    assert fatia.achados["numero_cda"].to_list() == ["4061900012345"]


def test_cpf_mascarado_nao_e_documento_e_volta_nos_metadados(tmp_path: Path) -> None:
    linha = ler(tmp_path, arquivo_pgfn("SIDA", [{"CPF_CNPJ": "XXX123.456XX", "TIPO_PESSOA": "Pessoa física"}])).quadro
    assert linha["devedor_documento"].item() is None
    assert json.loads(linha["metadados"].item())["documento_mascarado"] == "XXX123.456XX"


@pytest.mark.parametrize(
    ("publicado", "lido"),
    [(".15", "0.15"), ("8208.15", "8208.15"), ("12.5", "12.50"), ("12", "12.00"), ("", None), ("x", "x")],
)
def test_valor_sem_zero_a_esquerda(tmp_path: Path, publicado: str, lido: str | None) -> None:
    quadro = ler(tmp_path, arquivo_pgfn("FGTS", [{"VALOR_CONSOLIDADO": publicado}])).quadro
    assert quadro["valor_consolidado"].item() == lido


@pytest.mark.parametrize(
    ("tipo", "exigibilidade"),
    [
        ("Em cobrança", "EXIGIVEL"),
        ("Benefício Fiscal", "SUSPENSA"),
        ("Garantia", "SUSPENSA"),
        ("Suspenso por decisão judicial", "SUSPENSA"),
        ("Em negociação", "SUSPENSA"),
        ("Outra que a tabela não conhece", None),
    ],
)
def test_situacao_regular_suspende_com_motivo(tmp_path: Path, tipo: str, exigibilidade: str | None) -> None:
    quadro = ler(tmp_path, arquivo_pgfn("SIDA", [{"TIPO_SITUACAO_INSCRICAO": tipo}])).quadro
    motivo = f"{tipo}: ATIVA EM COBRANCA" if exigibilidade == "SUSPENSA" else None
    assert quadro.select("exigibilidade", "motivo_suspensao").row(0) == (exigibilidade, motivo)


def test_motivo_que_nao_cabe_nao_e_cortado(tmp_path: Path) -> None:
    longa = {"TIPO_SITUACAO_INSCRICAO": "Benefício Fiscal", "SITUACAO_INSCRICAO": "S" * 90}
    linha = ler(tmp_path, arquivo_pgfn("SIDA", [longa])).quadro.to_dicts()[0]
    assert linha["motivo_suspensao"] == "Benefício Fiscal"
    assert json.loads(linha["metadados"])["situacao"] == "S" * 90


def test_indicador_que_nao_e_sim_nem_nao_fica_como_veio(tmp_path: Path) -> None:
    linhas = [{"INDICADOR_AJUIZADO": valor} for valor in ("SIM", "NÃO", "TALVEZ")]
    assert ler(tmp_path, arquivo_pgfn("SIDA", linhas)).quadro["ajuizada"].to_list() == ["S", "N", "TALVEZ"]


def test_linha_ruim_e_apontada_uma_vez_so(tmp_path: Path) -> None:
    linhas = [{}, {"NOME_DEVEDOR": "A;B"}, {"TIPO_DEVEDOR": "SOLIDARIO"}]
    with abrir_bytes(tmp_path, arquivo_pgfn("SIDA", linhas)) as envio:
        fatias = [fatia for tabela in envio.tabelas for fatia in envio.fatias(tabela)]
    assert [achado for fatia in fatias for achado in achados(fatia)] == [(3, "linha", "ARQ-001")]


def test_coluna_que_a_origem_nao_conhece_e_aviso(tmp_path: Path) -> None:
    conteudo = arquivo_pgfn("SIDA", [{}, {}]).replace(b"CPF_CNPJ;", b"NOVA COLUNA;CPF_CNPJ;")
    conteudo = conteudo.replace(cnpj_ficticio(1).encode(), b"x;" + cnpj_ficticio(1).encode())
    fatia = ler(tmp_path, conteudo)
    assert fatia.achados["valor"].to_list() == ["NOVA COLUNA"]
    assert fatia.quadro.height == 2


@pytest.mark.compartilhado
def test_amostra_publica_do_fgts_no_acre() -> None:
    if not _AMOSTRA.exists():
        pytest.skip(f"a amostra pública não está em {_PASTA}; aponte HUB_COMPARTILHADO para a pasta que a tem")
    with abrir(_AMOSTRA, nome=_AMOSTRA.name) as envio:
        quadro = pl.concat(fatia.quadro for fatia in envio.fatias("cda", 100))
        assert all(fatia.quadro.is_empty() for fatia in envio.fatias("devedor"))
    assert quadro.height == 750
    assert quadro["devedor_documento"].n_unique() == 310
    assert sum(map(Decimal, quadro["valor_consolidado"])) == Decimal("75980979.06")
    assert quadro["exigibilidade"].value_counts(sort=True).rows() == [("EXIGIVEL", 722), ("SUSPENSA", 28)]
