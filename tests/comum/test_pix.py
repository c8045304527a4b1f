"""O texto do Pix copia e cola: o que se aceita é inteiro, e qualquer letra trocada se percebe."""

from __future__ import annotations

import binascii
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.pix import PixMalformado, pix_conferir

#: Os exemplos do Manual do BR Code do Banco Central: estático com chave e dinâmico com endereço.
ESTATICO = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal"
    "6008BRASILIA62070503***63041D3D"
)


def com_crc(texto: str) -> str:
    """O texto, com o fim que lhe cabe."""
    return f"{texto}6304{binascii.crc_hqx(f'{texto}6304'.encode(), 0xFFFF):04X}"


def campo(nome: str, valor: str) -> str:
    return f"{nome}{len(valor):02}{valor}"


def montar(arranjo: str, *, versao: str = "01", moeda: str = "986", pais: str = "BR", nome: str = "RECIFE") -> str:
    partes = [campo("00", versao), campo("26", arranjo), campo("52", "0000"), campo("53", moeda), campo("58", pais)]
    return com_crc("".join([*partes, campo("59", nome), campo("60", "RECIFE"), campo("62", campo("05", "***"))]))


CHAVE = campo("00", "br.gov.bcb.pix") + campo("01", "99001001000118")


def test_o_crc_e_o_do_manual_do_banco_central() -> None:
    pix_conferir(ESTATICO)


@pytest.mark.parametrize(
    "arranjo",
    [
        CHAVE,
        campo("00", "BR.GOV.BCB.PIX") + campo("25", "pix.exemplo.com/qr/v2/9d36b84f"),
        CHAVE + campo("02", "IPTU 2026"),
    ],
)
def test_aceita_chave_e_endereco(arranjo: str) -> None:
    pix_conferir(montar(arranjo))


ERRADOS = {
    "vazio": "",
    "só o fim": "63041D3D",
    "cortado": ESTATICO[:-1],
    "cortado no meio": ESTATICO[:80],
    "outra coisa": "pague para 99001001000118",
    "boleto": "23793381286008301352856000063307789840000150000",
    "outro arranjo": montar(campo("00", "com.exemplo.pague") + CHAVE[18:]),
    "sem chave": montar(campo("00", "br.gov.bcb.pix")),
    "chave vazia": montar(campo("00", "br.gov.bcb.pix") + campo("01", "")),
    "em dólar": montar(CHAVE, moeda="840"),
    "fora do Brasil": montar(CHAVE, pais="US"),
    "outra versão": montar(CHAVE, versao="02"),
    "tamanho que não fecha": com_crc(ESTATICO[:-8].replace("6008BRASILIA", "6009BRASILIA")),
    "campo repetido": com_crc(ESTATICO[:-8] + "5802BR"),
    "letra no lugar do tamanho": com_crc(ESTATICO[:-8].replace("5802BR", "58xxBR")),
    "algarismo de outro alfabeto": com_crc(ESTATICO[:-8].replace("5802BR", "58\N{ARABIC-INDIC DIGIT ZERO}2BR")),
    "longo demais": montar(CHAVE, nome="R" * 99) * 4,
    "quebra de linha": ESTATICO.replace("Fulano de", "Fulano\nde"),
}


@pytest.mark.parametrize("caso", ERRADOS)
def test_recusa_o_que_nao_e_um_pix_inteiro(caso: str) -> None:
    with pytest.raises(PixMalformado, match="Copie-o inteiro"):
        pix_conferir(ERRADOS[caso])


@given(st.integers(0, len(ESTATICO) - 5), st.sampled_from(string.printable[:-5]))
def test_qualquer_letra_trocada_se_percebe(onde: int, letra: str) -> None:
    trocado = ESTATICO[:onde] + letra + ESTATICO[onde + 1 :]
    if trocado != ESTATICO:
        with pytest.raises(PixMalformado):
            pix_conferir(trocado)


@given(st.text(max_size=600))
def test_texto_qualquer_so_e_aceito_ou_recusado(texto: str) -> None:
    with pytest.raises(PixMalformado):
        pix_conferir(texto)
