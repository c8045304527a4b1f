"""A e-Carta: o que se escreve se lê de volta, nada parte uma linha, e o que não se entende diz por quê."""

from __future__ import annotations

import io
import zipfile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.leiautes.correios.ecarta import (
    Arquivo,
    baixas,
    campos,
    ecarta_ler,
    inconsistencias,
    nome_da_carta,
    resposta,
    servico_escrever,
)
from hub.leiautes.erros import ECartaIlegivel, ECartaNaoCabe

SERVICO = [campo["nome"] for campo in campos("servico")]
REMETENTE = [campo["nome"] for campo in campos("remetente")]


def um(**valores: str | None) -> dict[str, str | None]:
    return {**dict.fromkeys((*SERVICO, *REMETENTE), "1"), **valores}


def escrever(*linhas: dict[str, str | None], com_remetente: bool = False) -> list[list[str]]:
    quadro = pl.DataFrame(list(linhas), schema=dict.fromkeys((*SERVICO, *REMETENTE), pl.String))
    texto = servico_escrever(quadro, com_remetente=com_remetente, codificacao="utf-8").decode()
    assert texto.endswith("|\n")
    return [linha.split("|")[:-1] for linha in texto.removesuffix("\n").split("\n")]


def test_os_campos_estao_na_ordem_e_com_tamanho() -> None:
    assert [int(campo["ordem"]) for campo in campos("servico")] == list(range(1, 19))
    assert [int(campo["ordem"]) for campo in campos("remetente")] == list(range(19, 24))
    for arquivo in ("recibo", "inconsistencia", "rastreamento", "devolucao_ar"):
        assert [int(campo["ordem"]) for campo in campos(arquivo)] == list(range(1, len(campos(arquivo)) + 1))
    assert {linha["marca"] for linha in campos("servico")} == {"inferido"}
    assert {linha["resultado"] for linha in baixas().values()} == {"entregue", "devolvida"}
    assert {linha["endereco"] for linha in baixas().values()} == {"chega", "volta", ""}
    assert {linha["efeito"] for linha in inconsistencias().values()} == {"aviso", "objeto", "arquivo"}


@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_nenhum_valor_parte_a_linha(nomes: list[str]) -> None:
    lidas = escrever(*(um(destinatario=nome) for nome in nomes))
    assert [len(linha) for linha in lidas] == [len(SERVICO)] * len(nomes)
    for linha, nome in zip(lidas, nomes, strict=True):
        limpo = linha[SERVICO.index("destinatario")]
        assert limpo == limpo.strip()
        # Só o separador, os controles e os espaços repetidos mudam.
        assert set(limpo) - set(nome) <= {" "}


def test_o_remetente_so_vai_quando_se_manda() -> None:
    assert len(escrever(um())[0]) == len(SERVICO)
    assert len(escrever(um(), com_remetente=True)[0]) == len(SERVICO) + len(REMETENTE)


def test_o_que_nao_cabe_nao_se_corta() -> None:
    with pytest.raises(ECartaNaoCabe, match="bairro da e-Carta tem 73 caracteres, e cabem 72"):
        escrever(um(bairro="X" * 73))


def test_em_latim_o_que_nao_se_escreve_vira_interrogacao() -> None:
    quadro = pl.DataFrame([um(destinatario="José → Ana")])
    texto = servico_escrever(quadro, com_remetente=False, codificacao="iso-8859-1").decode("iso-8859-1")
    assert "|José ? Ana|" in texto


@pytest.mark.parametrize(
    ("nome", "arquivo"),
    [
        ("e-Carta_1_2_02032026100000_Recibo.zip", Arquivo.RECIBO),
        ("E-CARTA_1_2_02032026100000_INCONSISTENCIA.ZIP", Arquivo.INCONSISTENCIA),
        ("e-Carta_1_2_02032026100000_Rastreamento_Antecipado_Postado.zip", Arquivo.POSTADO),
        ("e-Carta_1_2_02032026100000_Rastreamento_Antecipado_Finalizador.txt", Arquivo.FINALIZADOR),
        ("e-Carta_1_DevolucaoAR_2_02032026100000.zip", Arquivo.DEVOLUCAO_AR),
    ],
)
@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_o_arquivo_se_reconhece_pelo_nome_em_qualquer_codificacao(
    nome: str, arquivo: Arquivo, codificacao: str
) -> None:
    linha = "|".join(["1"] * 14 + ["São"]) + "\r\n\r\n1\r\n"
    conteudo = linha.encode(codificacao)
    if nome.lower().endswith(".zip"):
        saida = io.BytesIO()
        with zipfile.ZipFile(saida, "w") as pacote:
            pacote.writestr("qualquer.TXT", conteudo)
            pacote.writestr("imagem.PDF", b"%PDF-")
        conteudo = saida.getvalue()
    lida = ecarta_ler(conteudo, nome)
    assert (lida.arquivo, lida.linhas.height, lida.linhas["linha"].to_list()) == (arquivo, 1, [1])
    assert lida.curtas == [3]


def test_o_zip_que_cresce_sem_fim_para_no_limite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.leiautes.correios.ecarta.MAXIMO_DE_TEXTO", 1_000)
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as pacote:
        pacote.writestr("a.txt", b"1|" * 100_000)
    with pytest.raises(ECartaIlegivel, match="o texto passa de"):
        ecarta_ler(saida.getvalue(), "e-Carta_1_1_Recibo.zip")


@given(st.binary(max_size=300))
def test_bytes_quaisquer_se_leem_ou_se_recusam(conteudo: bytes) -> None:
    for cabeca in (b"", b"PK", b"PK\x03\x04"):
        try:
            lida = ecarta_ler(cabeca + conteudo, "e-Carta_1_1_Recibo.zip")
        except ECartaIlegivel:
            continue
        assert lida.linhas.width == len(campos("recibo")) + 1


def test_os_nomes_e_a_resposta() -> None:
    assert nome_da_carta("9", 7, "123", forma="objeto_1") == "e-Carta_9_7_123_1_complementar.pdf"
    assert nome_da_carta("9", 7, "123", forma="1_objeto") == "e-Carta_9_7_1_123_complementar.pdf"
    assert (resposta(7, autoriza=True), resposta(7, autoriza=False)) == ("1|7|A", "1|7|R")
