"""Cada defeito de arquivo vira um achado com linha, campo e código; nenhum derruba a leitura."""

from __future__ import annotations

import pytest

from hub.leiautes.achados import textos
from hub.leiautes.arquivo import ler
from hub.leiautes.conferencia import campos_conferidos, conferir
from hub.leiautes.documento import Documento
from hub.leiautes.motor import ler_registros
from hub.leiautes.tabelas import leiaute
from leiautes.amostras import DE_PEDIDOS, DE_TITULOS, NOMES, amostra


def trocar(nome: str, linha: int, posicao: int, texto: str) -> bytes:
    """A amostra com um trecho trocado: linha e posição contadas de 1."""
    linhas = amostra(nome).decode().split("\r\n")
    velha = linhas[linha - 1]
    linhas[linha - 1] = velha[: posicao - 1] + texto + velha[posicao - 1 + len(texto) :]
    return "\r\n".join(linhas).encode("iso-8859-1")


def vistos(documento: Documento) -> list[tuple[int | None, str | None, str]]:
    return [(achado.linha, achado.campo, achado.codigo) for achado in documento.achados]


@pytest.mark.parametrize(
    ("nome", "linha", "posicao", "texto", "campo", "codigo"),
    [
        ("remessa", 1, 53, "SDT", "transacao_remetente", "CONSTANTE_DIVERGENTE"),
        ("remessa", 2, 2, "583", "codigo_portador", "DIVERGE_DO_HEADER"),
        ("remessa", 4, 5, "OUTRO", "nome_portador", "DIVERGE_DO_HEADER"),
        ("remessa", 4, 45, "03", "data_movimento", "DIVERGE_DO_HEADER"),
        ("remessa", 1, 68, "0003", "quantidade_registros", "QUANTIDADE_NAO_CONFERE"),
        ("remessa", 1, 72, "0002", "quantidade_titulos", "QUANTIDADE_NAO_CONFERE"),
        ("remessa", 1, 76, "0001", "quantidade_indicacoes", "QUANTIDADE_NAO_CONFERE"),
        ("remessa", 1, 80, "0003", "quantidade_originais", "QUANTIDADE_NAO_CONFERE"),
        ("remessa", 4, 53, "00003", "somatorio_quantidade", "QUANTIDADE_NAO_CONFERE"),
        ("remessa", 4, 75, "9", "somatorio_valor", "VALOR_NAO_CONFERE"),
        ("confirmacao", 2, 228, "31022026", "data_emissao", "DATA_INVALIDA"),
        ("remessa", 2, 247, "0000000812,40X", "valor_titulo", "NUMERO_INVALIDO"),
        ("remessa", 3, 297, "3", "numero_controle_devedor", "DEVEDOR_FORA_DE_SEQUENCIA"),
        ("remessa", 3, 597, "0009", "sequencial_registro", "SEQUENCIA_QUEBRADA"),
        ("retorno", 4, 53, "00007", "somatorio_quantidade", "QUANTIDADE_NAO_CONFERE"),
        ("retorno", 4, 75, "9", "somatorio_valor", "VALOR_NAO_CONFERE"),
        ("andamento", 2, 458, "1", "tipo_ocorrencia", "CONSTANTE_DIVERGENTE"),
        ("desistencia", 3, 90, "C", "solicitacao", "CONSTANTE_DIVERGENTE"),
        ("cancelamento", 3, 90, "X", "solicitacao", "SOLICITACAO_DIVERGENTE"),
        ("desistencia", 1, 58, "00009", "quantidade_solicitacoes", "QUANTIDADE_NAO_CONFERE"),
        ("desistencia", 1, 63, "00009", "quantidade_registros_tipo_2", "QUANTIDADE_NAO_CONFERE"),
        ("desistencia", 2, 4, "00009", "quantidade_solicitacoes", "QUANTIDADE_NAO_CONFERE"),
        ("desistencia", 4, 4, "00009", "somatorio_seguranca", "QUANTIDADE_NAO_CONFERE"),
        ("desistencia", 4, 2, "77", "codigo_cartorio", "DIVERGE_DO_HEADER"),
        ("desistencia", 9, 58, "00009", "somatorio_quantidade", "QUANTIDADE_NAO_CONFERE"),
        ("desistencia", 9, 76, "9", "somatorio_valor", "VALOR_NAO_CONFERE"),
        ("desistencia", 9, 2, "999", "codigo_portador", "DIVERGE_DO_HEADER"),
        ("desistencia", 5, 123, "00001", "sequencial_registro", "SEQUENCIA_QUEBRADA"),
        ("desistencia", 3, 12, "99999999", "data_protocolo", "DATA_INVALIDA"),
    ],
)
def test_campo_trocado(nome: str, linha: int, posicao: int, texto: str, campo: str, codigo: str) -> None:
    nome = f"protesto/{nome}"
    documento = ler(trocar(nome, linha, posicao, texto), NOMES[nome])
    assert documento.leiaute == nome
    assert (linha, campo, codigo) in vistos(documento)


def test_segundo_numero_de_cartorios_tambem_serve() -> None:
    conteudo = trocar("protesto/desistencia", 1, 63, "00002").replace(b"00006000000000904", b"00005000000000904")
    assert ler(conteudo, "DP5820203.261").achados == ()


def test_somatorio_que_conta_o_codevedor_uma_vez_tambem_serve() -> None:
    assert ler(trocar("protesto/remessa", 4, 58, "000000000000090000")).achados == ()


def test_devedor_decimo_em_diante_repete_o_nove() -> None:
    linhas = amostra("protesto/remessa").decode().split("\r\n")
    devedor = [linhas[1][:296] + str(min(n, 9)) + linhas[1][297:] for n in range(1, 12)]
    achados = ler("\r\n".join([linhas[0], *devedor, linhas[3]]).encode()).achados
    assert "DEVEDOR_FORA_DE_SEQUENCIA" not in {achado.codigo for achado in achados}


def test_caractere_fora_do_ascii_diz_a_posicao() -> None:
    (achado, *_) = [a for a in ler(trocar("protesto/remessa", 2, 298, "FULÁNA")).achados if a.codigo == "NAO_ASCII"]
    assert achado.linha == 2
    assert "posições 301:" in achado.mensagem


def test_nul_e_tabulacao_sao_achados() -> None:
    assert (2, None, "CARACTERE_DE_CONTROLE") in vistos(ler(trocar("protesto/remessa", 2, 298, "\x00\t")))


def test_utf8_aumenta_a_linha_mas_se_le() -> None:
    conteudo = trocar("protesto/remessa", 2, 298, "FULÁNA").decode("iso-8859-1").encode("utf-8")
    documento = ler(conteudo)
    assert documento.encoding == "utf-8"
    assert documento.registros[1].campos["nome_devedor"] == "FULÁNA FICTICIA"
    assert {a.codigo for a in documento.achados} == {"CODIFICACAO", "NAO_ASCII"}


@pytest.mark.parametrize("codificacao", ["utf-8-sig", "utf-16"])
def test_marca_de_ordem_de_bytes(codificacao: str) -> None:
    documento = ler(amostra("protesto/remessa").decode().encode(codificacao))
    assert documento.leiaute == "protesto/remessa"
    assert len(documento.registros) == 7
    assert "CODIFICACAO" in {achado.codigo for achado in documento.achados}


@pytest.mark.parametrize("nome", [*DE_TITULOS, *DE_PEDIDOS])
def test_meio_arquivo(nome: str) -> None:
    conteudo = amostra(nome)
    documento = ler(conteudo[: len(conteudo) // 2], NOMES[nome])
    assert documento.leiaute == nome
    assert {"TAMANHO_DA_LINHA", "FALTA_TRAILLER"} <= {achado.codigo for achado in documento.achados}


@pytest.mark.parametrize("nome", [*DE_TITULOS, *DE_PEDIDOS])
@pytest.mark.parametrize("tirada", range(7))
def test_linha_que_falta_sempre_e_achado(nome: str, tirada: int) -> None:
    linhas = amostra(nome).splitlines(keepends=True)
    del linhas[tirada]
    documento = ler(b"".join(linhas), NOMES[nome])
    assert documento.leiaute == nome
    assert documento.achados


@pytest.mark.parametrize("nome", [*DE_TITULOS, *DE_PEDIDOS])
def test_linhas_trocadas_de_lugar_sempre_sao_achado(nome: str) -> None:
    linhas = amostra(nome).splitlines(keepends=True)
    for i in range(len(linhas) - 1):
        trocadas = [*linhas[:i], linhas[i + 1], linhas[i], *linhas[i + 2 :]]
        assert ler(b"".join(trocadas), NOMES[nome]).achados, i


def test_registro_sem_cabecalho_e_sem_fecho() -> None:
    linhas = amostra("protesto/remessa").splitlines(keepends=True)
    assert (1, None, "FALTA_HEADER") in vistos(ler(b"".join(linhas[1:])))
    assert (1, None, "FALTA_TRAILLER") in vistos(ler(b"".join(linhas[:3])))
    assert (1, None, "FALTA_TRAILLER") in vistos(ler(b"".join(linhas[:3] + linhas[4:])))


def test_registro_desconhecido_e_linha_em_branco() -> None:
    conteudo = trocar("protesto/remessa", 2, 1, "7") + b"\r\n"
    achados = vistos(ler(conteudo))
    assert (2, None, "REGISTRO_DESCONHECIDO") in achados
    assert (8, None, "LINHA_EM_BRANCO") in achados


def test_linha_de_tamanho_errado_fica_inteira_no_documento() -> None:
    documento = ler(trocar("protesto/remessa", 2, 298, "FULANA FICTICIA") + b"XYZ")
    assert documento.registros[-1].campos == {"conteudo": "XYZ"}
    assert (8, None, "TAMANHO_DA_LINHA") in vistos(documento)


@pytest.mark.parametrize(
    ("conteudo", "codigo"),
    [
        (b"", "ARQUIVO_VAZIO"),
        (b"\x00" * 600, "FORMATO_DESCONHECIDO"),
        (b"numero;valor\r\n1;2\r\n", "FORMATO_DESCONHECIDO"),
        (b"\r\n\r\n", "FORMATO_DESCONHECIDO"),
        (b"<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head></html>", "HTML_NO_LUGAR"),
        (b"  <HTML><body>erro</body></HTML>", "HTML_NO_LUGAR"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html/>", "HTML_NO_LUGAR"),
        (b"<h1>Service Unavailable</h1>", "HTML_NO_LUGAR"),
        (b"<Envelope><Body><a/></Body></Envelope>", "XML_SEM_REGISTROS"),
    ],
)
def test_o_que_nao_e_arquivo_de_protesto(conteudo: bytes, codigo: str) -> None:
    documento = ler(conteudo, "R5820203.261")
    assert (documento.leiaute, documento.registros) == (None, ())
    assert [achado.codigo for achado in documento.achados] == [codigo]


def test_pagina_de_erro_diz_o_titulo() -> None:
    (achado,) = ler(b"<html><head><title>502 Bad\n Gateway</title></head></html>").achados
    assert '"502 Bad Gateway"' in achado.mensagem


@pytest.mark.parametrize(
    ("nome", "indicio"),
    [
        ("protesto/remessa", "conteúdo das transações"),
        ("protesto/confirmacao", "conteúdo das transações"),
        ("protesto/retorno", "conteúdo das transações"),
        ("protesto/andamento", "conteúdo das transações"),
    ],
)
def test_header_sem_tipo_deduz_pelas_transacoes_ou_pelo_nome(nome: str, indicio: str) -> None:
    linhas = amostra(nome).decode().split("\r\n")
    apagadas = [linha[:58] + "   " + linha[61:] if linha.startswith("0") else linha for linha in linhas]
    conteudo = "\r\n".join(apagadas).encode()
    documento = ler(conteudo)
    assert documento.leiaute == nome
    assert indicio in documento.achados[0].mensagem
    assert "nome do arquivo" in ler(conteudo, NOMES[nome]).achados[0].mensagem


def test_o_conteudo_vence_o_nome() -> None:
    documento = ler(amostra("protesto/retorno"), "C5820203.261")
    assert documento.leiaute == "protesto/retorno"
    assert [achado.codigo for achado in documento.achados] == ["TIPO_DIVERGE_DO_NOME"]


def test_nome_estranho_nao_atrapalha() -> None:
    assert ler(amostra("protesto/retorno"), "retorno do dia.txt").achados == ()


def test_muitos_achados_se_cortam_mas_o_total_fica() -> None:
    linhas = amostra("protesto/remessa").splitlines(keepends=True)
    documento = ler(linhas[0] + b"1" * 599 + b"\n" + b"X\n" * 11_000).como_dict()
    assert len(documento["achados"]) == 10_000
    assert documento["achados_total"] > 11_000


def test_toda_mensagem_diz_como_resolver() -> None:
    for codigo, texto in textos().items():
        assert codigo.isupper()
        assert texto.endswith("."), codigo
        assert texto.count(".") + texto.count(":") >= 2, codigo


@pytest.mark.parametrize("nome", DE_TITULOS[1:])
def test_a_conferencia_so_olha_os_campos_que_diz(nome: str) -> None:
    """Um defeito em cada posição da primeira transação: com a transação reduzida, os mesmos achados."""
    tabela = leiaute(nome)
    conferidos = ["linha", "lote", *sorted(campos_conferidos(tabela.registros["transacao"]))]
    for campo in tabela.registros["transacao"].campos[1:]:
        quadros = ler_registros(nome, trocar(nome, 2, campo.inicio, "7" * campo.tamanho))
        reduzidos = quadros | {"transacao": quadros["transacao"].select(conferidos)}
        assert conferir(tabela, reduzidos) == conferir(tabela, quadros), campo.nome
