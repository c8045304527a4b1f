"""O texto do Pix copia e cola (BR Code estático ou dinâmico) conferido pela forma, sem consultar banco algum.

É o QR Code EMV para pagamento apresentado pelo recebedor (EMVCo, Merchant-Presented Mode), como o Banco Central o
adota no Manual do BR Code: campos de identificador (2 algarismos), tamanho (2) e valor, e no fim o CRC-16/CCITT do
texto inteiro. Conferir a forma pega o texto cortado ou mal colado; se a chave existe, só o banco do recebedor sabe.
"""

from __future__ import annotations

import binascii

from hub.comum.erros import Recusa

#: Nome com que o Pix se apresenta dentro do campo do arranjo, e os campos em que um arranjo pode vir.
PIX, ARRANJOS = "br.gov.bcb.pix", range(26, 52)
#: Tamanho do texto pela norma EMV.
TAMANHO_MAXIMO = 512
#: Campos que o Pix fixa: versão do formato, moeda (real, ISO 4217) e país.
FIXOS = {"00": "01", "53": "986", "58": "BR"}
#: O identificador e o tamanho do CRC, que também entram na conta dele.
_FIM, _DO_CRC = "6304", 4


class PixMalformado(Recusa):
    """O texto do Pix não se lê: {motivo}. Copie-o inteiro de novo, do aplicativo do banco do credor."""

    status = 422


def pix_conferir(texto: str) -> None:
    """Levanta `PixMalformado` se o texto não é um Pix copia e cola inteiro."""
    if len(texto) > TAMANHO_MAXIMO or not texto.isprintable():
        raise PixMalformado(motivo=f"passa de {TAMANHO_MAXIMO} caracteres ou traz algum que não se imprime")
    if texto[-2 * _DO_CRC : -_DO_CRC] != _FIM:
        raise PixMalformado(motivo="falta o fim, que é 6304 e quatro algarismos de conferência")
    crc = f"{binascii.crc_hqx(texto[:-_DO_CRC].encode(), 0xFFFF):04X}"
    if texto[-_DO_CRC:].upper() != crc:
        raise PixMalformado(motivo="os algarismos de conferência do fim não batem com o resto")
    campos = _campos(texto)
    if next(iter(campos)) != "00" or any(campos.get(nome) != valor for nome, valor in FIXOS.items()):
        raise PixMalformado(motivo="não é um pagamento em reais no Brasil")
    arranjos = [_campos(valor) for nome, valor in campos.items() if int(nome) in ARRANJOS]
    if not any(dele.get("00", "").lower() == PIX and (dele.get("01") or dele.get("25")) for dele in arranjos):
        raise PixMalformado(motivo="não traz a chave nem o endereço do Pix do recebedor")


def _campos(texto: str) -> dict[str, str]:
    """Identificador → valor, na ordem em que vêm."""
    campos: dict[str, str] = {}
    resto = texto
    while resto:
        nome, tamanho, valor = resto[:2], resto[2:4], resto[4:]
        inteiro = nome.isascii() and nome.isdigit() and tamanho.isascii() and tamanho.isdigit()
        if not inteiro or len(valor) < int(tamanho) or nome in campos:
            raise PixMalformado(motivo="os campos dele não fecham")
        campos[nome], resto = valor[: int(tamanho)], valor[int(tamanho) :]
    return campos
