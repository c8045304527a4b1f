"""As tabelas são contíguas, somam o tamanho da linha e só citam domínios que existem."""

from __future__ import annotations

import re

import pytest

from hub.leiautes.erros import DominioDesconhecido, LeiauteDesconhecido, RegistroDesconhecido
from hub.leiautes.tabelas import FAMILIAS, PASTA, Registro, dominio, leiaute, leiautes, linhas_do_dominio

TAMANHOS = {
    "protesto/remessa": 600,
    "protesto/confirmacao": 600,
    "protesto/retorno": 600,
    "protesto/andamento": 600,
    "protesto/desistencia": 127,
    "protesto/cancelamento": 127,
    "protesto/autorizacao_cancelamento": 127,
    "protesto/autorizacao_desistencia": 127,
    "protesto/remessa_v050": 1000,
    "serasa/pefin": 600,
}
#: Começo do nome dos campos que o escritor pode cortar.
DESCRITIVOS = ("nome", "endereco", "cidade", "bairro", "praca", "municipio", "complemento_endereco")
REGISTROS = [
    pytest.param(nome, registro, id=f"{nome}/{registro.nome}")
    for nome in leiautes()
    for registro in leiaute(nome).registros.values()
]


def test_sao_dez_leiautes_e_trinta_e_oito_registros() -> None:
    assert {nome: leiaute(nome).tamanho for nome in leiautes()} == TAMANHOS
    assert len(REGISTROS) == 38


@pytest.mark.parametrize(("nome", "registro"), REGISTROS)
def test_campos_contiguos_somam_a_linha(nome: str, registro: Registro) -> None:
    proxima = 1
    for ordem, campo in enumerate(registro.campos, 1):
        assert int(campo.numero) == ordem
        assert (campo.inicio, campo.fim) == (proxima, proxima + campo.tamanho - 1), campo
        proxima = campo.fim + 1
    assert proxima - 1 == TAMANHOS[nome]
    assert len(registro.por_nome) == len(registro.campos)


@pytest.mark.parametrize(("nome", "registro"), REGISTROS)
def test_colunas_do_motor_fazem_sentido(nome: str, registro: Registro) -> None:
    for campo in registro.campos:
        assert campo.tipo in {"A", "N", "X"}
        assert campo.natureza in {"texto", "codigo", "quantidade", "dinheiro", "data"}
        assert campo.tipo == "N" or campo.natureza == "texto" or campo.nome == "documento_coobrigado", campo
        assert campo.excesso == "recusa" or campo.nome.startswith(DESCRITIVOS)
        assert campo.constante is None or len(campo.constante) == campo.tamanho
        assert campo.natureza != "data" or campo.tamanho == 8


@pytest.mark.parametrize("nome", ["numero_titulo", "nosso_numero", "numero_documento_devedor", "numero_protocolo"])
def test_o_que_identifica_o_titulo_nunca_e_cortado(nome: str) -> None:
    assert leiaute("protesto/remessa").registros["transacao"].por_nome[nome].excesso == "recusa"


@pytest.mark.parametrize(("nome", "registro"), REGISTROS)
def test_dominios_citados_existem(nome: str, registro: Registro) -> None:
    for campo in registro.campos:
        for citado in re.findall(r"dominio:(\w+)", campo.conteudo):
            assert linhas_do_dominio(citado)


def test_o_contrato_e_o_documento_da_serasa_nunca_se_cortam() -> None:
    campos = leiaute("serasa/pefin").registros["1-detalhe"].por_nome
    assert {campos[nome].excesso for nome in ("numero_contrato", "documento_principal", "documento_coobrigado")} == {
        "recusa"
    }


@pytest.mark.parametrize(("nome", "registro"), REGISTROS)
def test_a_data_e_dia_mes_ano_no_protesto_e_ano_mes_dia_na_serasa(nome: str, registro: Registro) -> None:
    formas = {campo.forma_da_data for campo in registro.campos if campo.natureza == "data"}
    assert formas <= {"%Y%m%d" if nome.startswith("serasa/") else "%d%m%Y"}


def test_cada_linha_da_serasa_diz_se_e_estabelecida_e_de_que_fonte() -> None:
    nomes = [f.stem for f in (PASTA / "serasa" / "dominios").glob("*.csv")]
    assert "motivo_baixa" in nomes
    for linha in (linha for nome in nomes for linha in linhas_do_dominio(nome)):
        assert linha["marca"] in {"estabelecido", "inferido", "suposto"}
        assert linha["fonte"]


def test_dominios_de_familias_diferentes_nao_tem_o_mesmo_nome() -> None:
    nomes = [f.stem for familia in FAMILIAS for f in (PASTA / familia / "dominios").glob("*.csv")]
    assert len(nomes) == len(set(nomes))


def test_motivos_da_baixa_separam_os_do_informante_dos_internos() -> None:
    motivos = dominio("motivo_baixa")
    assert len(motivos) == 43
    assert {c for c, linha in motivos.items() if linha["uso"] == "interno"} == {"00", *map(str, range(88, 98)), "99"}


def test_cada_leiaute_identifica_os_registros_pelo_primeiro_caractere() -> None:
    assert list(leiaute("protesto/retorno").por_identificacao) == ["0", "1", "9"]
    assert list(leiaute("protesto/desistencia").por_identificacao) == ["0", "1", "2", "8", "9"]


def test_dominio_da_a_linha_pelo_codigo() -> None:
    assert dominio("ocorrencias")["1"]["nome"] == "Pago"
    assert dominio("irregularidades")["06"]["acao_sugerida"] == "corrigir_endereco_ou_praca"
    assert dominio("andamento")["AG"]["descricao"] == "Intimado - aguardando tríduo"
    assert dominio("mensagens_cra21_apresentante", servico="remessa")["2117"]["recusa"] == "parcial"
    assert dominio("declaracao_portador")[""]["uso"] == "sem declaração"


def test_codigo_que_muda_de_cra_para_cra_tem_todas_as_linhas() -> None:
    assert sum(linha["codigo"] == "98" for linha in linhas_do_dominio("irregularidades")) == 4


def test_nome_errado_diz_quais_existem() -> None:
    with pytest.raises(LeiauteDesconhecido, match="protesto/remessa"):
        leiaute("protesto/remesa")
    with pytest.raises(RegistroDesconhecido, match="header, transacao, trailler"):
        leiaute("protesto/remessa").registro("transacoes")
    with pytest.raises(DominioDesconhecido, match="ocorrencias"):
        dominio("../protesto/remessa")
