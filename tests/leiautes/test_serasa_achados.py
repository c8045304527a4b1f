"""Cada defeito de um arquivo PEFIN vira um achado que diz o quê, onde e como resolver."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.leiautes.achados import textos
from hub.leiautes.arquivo import ler
from hub.leiautes.conferencia import campos_conferidos, conferir
from hub.leiautes.motor import ler_registros
from hub.leiautes.serasa.detalhes import motivos_do_informante
from hub.leiautes.serasa.limites import janela_de
from hub.leiautes.tabelas import leiaute
from leiautes.amostras_serasa import BELTRANO, EMPRESA, FULANA, PEFIN, arquivo, detalhe, exclusao, trocar

Visto = tuple[int | None, str | None, str]


def vistos(conteudo: bytes) -> list[Visto]:
    documento = ler(conteudo)
    assert documento.leiaute == PEFIN
    return [(achado.linha, achado.campo, achado.codigo) for achado in documento.achados]


def mensagem(conteudo: bytes) -> str:
    (achado,) = ler(conteudo).achados
    return achado.mensagem


@pytest.mark.parametrize(
    ("linha", "posicao", "texto", "campo", "codigo"),
    [
        (1, 105, "SERASA-CONVEM05", "identificacao_arquivo", "CONSTANTE_DIVERGENTE"),
        (1, 126, "X", "codigo_envio", "FORA_DO_DOMINIO"),
        (1, 126, " ", "codigo_envio", "CAMPO_OBRIGATORIO"),
        (1, 11, "20260231", "data_movimento", "DATA_INVALIDA"),
        (1, 120, "000000", "numero_remessa", "CAMPO_OBRIGATORIO"),
        (1, 594, "0000002", "sequencia_registro", "SEQUENCIA_QUEBRADA"),
        (2, 2, "X", "codigo_operacao", "FORA_DO_DOMINIO"),
        (2, 2, " ", "codigo_operacao", "CAMPO_OBRIGATORIO"),
        (2, 3, "000187", "filial_digito_cnpj_contratante", "FILIAL_NAO_CONFERE"),
        (2, 9, "20250231", "data_ocorrencia", "DATA_INVALIDA"),
        (2, 9, "02032026", "data_ocorrencia", "DATA_INVALIDA"),
        (2, 32, "Z", "tipo_pessoa_principal", "FORA_DO_DOMINIO"),
        (2, 33, "9", "tipo_documento_principal", "FORA_DO_DOMINIO"),
        (2, 48, "6", "documento_principal", "DOCUMENTO_INVALIDO"),
        (2, 34, "1", "documento_principal", "DOCUMENTO_INVALIDO"),
        (4, 48, "2", "documento_principal", "DOCUMENTO_INVALIDO"),
        (2, 49, "01", "motivo_baixa", "MOTIVO_SEM_EXCLUSAO"),
        (3, 85, "6", "documento_coobrigado", "DOCUMENTO_INVALIDO"),
        (3, 69, " ", "tipo_pessoa_coobrigado", "CAMPO_OBRIGATORIO"),
        (2, 424, "00000000812,400", "valor", "NUMERO_INVALIDO"),
        (2, 439, "2026_000001", "numero_contrato", "CONTRATO_COM_CARACTERE"),
        (2, 439, "2026/a00001", "numero_contrato", "CONTRATO_COM_CARACTERE"),
        (2, 534, "001", "codigos_erro", "CODIGOS_NA_ENTRADA"),
        (3, 594, "0000009", "sequencia_registro", "SEQUENCIA_QUEBRADA"),
        (5, 49, "97", "motivo_baixa", "MOTIVO_NAO_E_DO_INFORMANTE"),
        (5, 49, "39", "motivo_baixa", "MOTIVO_NAO_E_DO_INFORMANTE"),
        (5, 49, "  ", "motivo_baixa", "CAMPO_OBRIGATORIO"),
        (6, 594, "0000007", "sequencia_registro", "QUANTIDADE_NAO_CONFERE"),
    ],
)
def test_campo_trocado(linha: int, posicao: int, texto: str, campo: str, codigo: str) -> None:
    assert (linha, campo, codigo) in vistos(trocar(arquivo(), linha, posicao, texto))


CAMPOS = {
    "I": ("filial_digito_cnpj_contratante", "data_ocorrencia", "data_termino_contrato", "natureza_operacao",
          "nome_devedor", "endereco", "bairro", "municipio", "uf", "cep", "valor",
          "tipo_pessoa_principal", "tipo_documento_principal", "documento_principal", "numero_contrato"),
    "E": ("tipo_pessoa_principal", "tipo_documento_principal", "documento_principal", "motivo_baixa",
          "numero_contrato"),
}  # fmt: skip


@pytest.mark.parametrize(("operacao", "campo"), [(op, campo) for op, campos in CAMPOS.items() for campo in campos])
def test_campo_obrigatorio_de_cada_operacao(operacao: str, campo: str) -> None:
    linha = detalhe("A1") if operacao == "I" else exclusao("A1")
    assert vistos(arquivo(linha)) == []
    vazio = linha | {campo: 0 if campo == "valor" else None}
    assert (2, campo, "CAMPO_OBRIGATORIO") in vistos(arquivo(vazio))


def test_o_que_a_exclusao_nao_pede_pode_faltar() -> None:
    assert vistos(arquivo(exclusao("A1"))) == []


def test_exclusao_do_coobrigado_dispensa_o_tipo_do_principal_e_pede_o_dele() -> None:
    so_dele = {"tipo_pessoa_principal": None, "tipo_documento_principal": None}
    do_coobrigado = {"tipo_pessoa_coobrigado": "F", "tipo_documento_coobrigado": "2", "documento_coobrigado": BELTRANO}
    assert vistos(arquivo(exclusao("A1", **so_dele, **do_coobrigado))) == []
    achados = vistos(arquivo(exclusao("A1", **so_dele, **do_coobrigado | {"tipo_documento_coobrigado": None})))
    assert achados == [(2, "tipo_documento_coobrigado", "CAMPO_OBRIGATORIO")]
    assert "na exclusão do coobrigado" in mensagem(
        arquivo(exclusao("A1", **so_dele, **do_coobrigado | {"tipo_documento_coobrigado": None}))
    )


@pytest.mark.parametrize(
    ("vencimento", "serve"),
    [
        (date(2026, 2, 26), True),
        (date(2026, 2, 27), False),
        (date(2021, 4, 2), True),
        (date(2021, 4, 1), False),
        (date(2026, 3, 10), False),
    ],
)
def test_vencimento_de_quatro_dias_a_quatro_anos_e_onze_meses(vencimento: date, *, serve: bool) -> None:
    linha = detalhe("A1", data_ocorrencia=vencimento, data_termino_contrato=vencimento)
    esperado: list[Visto] = [] if serve else [(2, "data_ocorrencia", "VENCIMENTO_FORA_DA_JANELA")]
    assert vistos(arquivo(linha)) == esperado
    if not serve:
        assert f"vencimento em {vencimento:%d/%m/%Y}, e a Serasa aceita de 02/04/2021 a 26/02/2026" in mensagem(
            arquivo(linha)
        )


def test_a_janela_no_fim_do_mes_e_no_ano_bissexto() -> None:
    assert janela_de(date(2026, 3, 31)) == (date(2021, 4, 30), date(2026, 3, 27))
    assert janela_de(date(2029, 1, 29)) == (date(2024, 2, 29), date(2029, 1, 25))
    assert janela_de(date(2024, 3, 3)) == (date(2019, 4, 3), date(2024, 2, 28))


def test_a_exclusao_nao_tem_janela() -> None:
    assert vistos(arquivo(exclusao("A1", data_ocorrencia=date(2019, 1, 1)))) == []


def test_pessoa_e_documento_que_nao_combinam() -> None:
    linha = detalhe("A1", principal=EMPRESA, tipo_pessoa_principal="F")
    assert vistos(arquivo(linha)) == [(2, "tipo_documento_principal", "PESSOA_DIVERGE_DO_DOCUMENTO")]


def test_cnpj_com_letra_nao_cabe_no_campo_numerico() -> None:
    linha = detalhe("A1", principal="012ABC34501DE35", tipo_pessoa_principal="J", tipo_documento_principal="1")
    assert vistos(arquivo(linha)) == [(2, "documento_principal", "DOCUMENTO_INVALIDO")]


def test_menor_de_idade() -> None:
    assert vistos(arquivo(detalhe("A1", data_nascimento=date(2008, 3, 2)))) == []
    menor = detalhe("A1", data_nascimento=date(2008, 3, 3))
    assert vistos(arquivo(menor)) == [(2, "data_nascimento", "MENOR_DE_IDADE")]


def test_contrato_e_um_so_para_o_principal_e_seus_coobrigados() -> None:
    outro = arquivo(detalhe("A1"), detalhe("A1", coobrigado=BELTRANO), detalhe("A1", principal=EMPRESA))
    assert vistos(outro) == [(4, "numero_contrato", "CONTRATO_DE_OUTRO_DEVEDOR")]
    assert "linha 2" in mensagem(outro)


def test_registro_repetido_e_excluir_para_incluir_de_novo() -> None:
    repetido = arquivo(detalhe("A1"), detalhe("A1", coobrigado=BELTRANO), detalhe("A1", coobrigado=BELTRANO))
    assert vistos(repetido) == [(4, "numero_contrato", "REGISTRO_REPETIDO")]
    assert vistos(arquivo(exclusao("A1", motivo_baixa="07"), detalhe("A1", valor=100))) == []


def linhas_de(conteudo: bytes) -> list[bytes]:
    return conteudo.splitlines(keepends=True)


def test_falta_header_e_falta_trailer() -> None:
    linhas = linhas_de(arquivo())
    assert (1, None, "FALTA_HEADER") in vistos(b"".join(linhas[1:]))
    assert vistos(b"".join(linhas[:-1])) == [(1, None, "FALTA_TRAILLER")]
    assert (1, None, "FALTA_TRAILLER") in vistos(b"".join([*linhas[:3], linhas[3][:200]]))


@pytest.mark.parametrize("tirada", range(6))
def test_linha_que_falta_sempre_e_achado(tirada: int) -> None:
    linhas = linhas_de(arquivo())
    del linhas[tirada]
    assert vistos(b"".join(linhas))


@pytest.mark.parametrize("posicao", range(5))
def test_linhas_trocadas_de_lugar_sempre_sao_achado(posicao: int) -> None:
    linhas = linhas_de(arquivo())
    linhas[posicao], linhas[posicao + 1] = linhas[posicao + 1], linhas[posicao]
    assert vistos(b"".join(linhas))


def test_tamanho_errado_registro_desconhecido_e_linha_em_branco() -> None:
    linhas = linhas_de(arquivo())
    linhas[1] = linhas[1][:-3] + b"\r\n"
    linhas[2] = b"7" + linhas[2][1:]
    conteudo = b"".join(linhas) + b"\r\n"
    assert {(2, None, "TAMANHO_DA_LINHA"), (3, None, "REGISTRO_DESCONHECIDO"), (7, None, "LINHA_EM_BRANCO")} <= set(
        vistos(conteudo)
    )
    (tamanho,) = [a.mensagem for a in ler(conteudo).achados if a.codigo == "TAMANHO_DA_LINHA"]
    assert tamanho.startswith("Linha 2: tem 599 posições e o leiaute serasa/pefin pede 600. ")


@pytest.mark.parametrize("estranho", ["\x00", "\t", "\x85"])
def test_caractere_de_controle(estranho: str) -> None:
    assert vistos(trocar(arquivo(), 2, 110, estranho)) == [(2, None, "CARACTERE_DE_CONTROLE")]


def test_dois_arquivos_colados() -> None:
    achados = vistos(arquivo() + arquivo())
    assert (7, "sequencia_registro", "SEQUENCIA_QUEBRADA") in achados
    assert (12, "sequencia_registro", "QUANTIDADE_NAO_CONFERE") in achados


def com_defeitos(**cabecalho: Any) -> bytes:
    """O que o informante mandou errado, com o código da Serasa do lado."""
    conteudo = arquivo(detalhe("A_1", data_ocorrencia=date(2026, 3, 1)), exclusao("A1", motivo_baixa="97"), **cabecalho)
    return trocar(conteudo, 2, 534, "001002")


def test_o_retorno_repete_os_erros_do_informante_e_so_se_confere_o_que_a_serasa_escreve() -> None:
    assert vistos(com_defeitos(codigo_envio="R")) == []
    assert {codigo for _, _, codigo in vistos(com_defeitos())} == {
        *("CONTRATO_COM_CARACTERE", "VENCIMENTO_FORA_DA_JANELA", "MOTIVO_NAO_E_DO_INFORMANTE", "CODIGOS_NA_ENTRADA")
    }


def test_sem_header_nao_se_sabe_de_quem_e_e_so_se_confere_a_estrutura() -> None:
    sem_header = b"".join(linhas_de(com_defeitos())[1:])
    da_estrutura = {"FALTA_HEADER", "SEQUENCIA_QUEBRADA", "QUANTIDADE_NAO_CONFERE"}
    assert {codigo for _, _, codigo in vistos(sem_header)} == da_estrutura


@pytest.mark.parametrize("motivo", ["94", "96", "97", "01"])
def test_o_retorno_aceita_motivo_interno_e_aviso(motivo: str) -> None:
    conteudo = arquivo(exclusao("A1", motivo_baixa=motivo), exclusao("A2", codigo_operacao="C"), codigo_envio="R")
    assert vistos(conteudo) == []
    assert vistos(trocar(conteudo, 2, 49, "77")) == [(2, "motivo_baixa", "FORA_DO_DOMINIO")]


def test_motivos_do_informante() -> None:
    assert set(motivos_do_informante()) == {*(f"{n:02}" for n in range(1, 26)), *map(str, range(40, 46))}


def test_no_retorno_bastam_os_campos_conferidos() -> None:
    tabela = leiaute(PEFIN)
    conferidos = ["linha", "lote", *sorted(campos_conferidos(tabela.registros["1-detalhe"]))]
    for campo in tabela.registros["1-detalhe"].campos[1:]:
        quadros = ler_registros(PEFIN, trocar(arquivo(codigo_envio="R"), 2, campo.inicio, "7" * campo.tamanho))
        reduzidos = quadros | {"1-detalhe": quadros["1-detalhe"].select(conferidos)}
        assert conferir(tabela, reduzidos) == conferir(tabela, quadros), campo.nome


def test_toda_mensagem_da_serasa_diz_como_resolver_e_nao_fala_da_cra() -> None:
    proprios = ("CODIFICACAO", "NAO_ASCII", "TAMANHO_DA_LINHA")
    for codigo in proprios:
        assert textos("serasa")[codigo] != textos()[codigo]
        assert "CRA" not in textos("serasa")[codigo]
    assert textos("serasa").keys() == textos().keys()


def test_principal_do_contrato_pode_ser_empresa_com_socio_coobrigado() -> None:
    linhas = (detalhe("A1", principal=EMPRESA), detalhe("A1", principal=EMPRESA, coobrigado=FULANA))
    assert vistos(arquivo(*linhas)) == []
