"""O QR do endereço de conferência, como PNG de um bit, centenas por vez.

Com versão e máscara fixas, cada módulo do QR é soma (módulo 2) de bits do texto: a correção de erros é linear e a
máscara é constante. O segno, que faz um QR em milissegundos, faz o do endereço com o código em zeros e um por bit do
código; os demais são somas em NumPy. Um teste compara com o segno, código a código.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import segno

from hub.documentos.codigo import TAMANHO

#: Bits de um caractere ASCII que podem mudar.
_BITS = 7
#: Molde: caractere de código zero, de onde se somam os bits.
_ZERO = "\0"


def qrs_em_png(prefixo: str, codigos: Sequence[str]) -> list[bytes]:
    """Um PNG por código, do endereço `prefixo + código`; os códigos têm todos o mesmo tamanho."""
    base, diferencas = _partes(prefixo)
    letras = np.frombuffer("".join(codigos).encode("ascii"), dtype=np.uint8).reshape(len(codigos), TAMANHO)
    bits = (letras[:, :, None] >> np.arange(_BITS)) & 1
    modulos = (bits.reshape(len(codigos), -1).astype(np.float32) @ diferencas).astype(np.int64) & 1
    lado = int(np.sqrt(base.size))
    escuros = (modulos.astype(np.uint8) ^ base).reshape(-1, lado, lado)
    # Cada linha de um PNG começa pelo byte do filtro, zero.
    linhas = np.pad(np.packbits(1 - escuros, axis=2), ((0, 0), (0, 0), (1, 0)))
    return [_png(quadro.tobytes(), lado) for quadro in linhas]


@cache
def _partes(prefixo: str) -> tuple[np.ndarray, np.ndarray]:
    """O QR do código em zeros, e o que cada bit de cada posição muda nele."""
    molde = list(_ZERO * TAMANHO)
    versao = segno.make(prefixo + "A" * TAMANHO, mode="byte", error="m", boost_error=False).version
    base = _matriz(prefixo + "".join(molde), versao)
    diferencas = []
    for posicao in range(TAMANHO):
        for bit in range(_BITS):
            trocado = [*molde[:posicao], chr(1 << bit), *molde[posicao + 1 :]]
            diferencas.append(_matriz(prefixo + "".join(trocado), versao) ^ base)
    return base, np.array(diferencas, dtype=np.float32)


def _matriz(texto: str, versao: int | str) -> np.ndarray:
    qr = segno.make(texto, mode="byte", error="m", version=versao, mask=0, boost_error=False, micro=False)
    return np.array(qr.matrix, dtype=np.uint8).ravel()


def _png(linhas: bytes, lado: int) -> bytes:
    """PNG de tons de cinza, um bit por ponto."""
    cabecalho = struct.pack(">IIBBBBB", lado, lado, 1, 0, 0, 0, 0)
    pontos = zlib.compress(linhas, 1)
    saida = io.BytesIO(b"")
    saida.write(b"\x89PNG\r\n\x1a\n")
    for tipo, dados in ((b"IHDR", cabecalho), (b"IDAT", pontos), (b"IEND", b"")):
        saida.write(struct.pack(">I", len(dados)) + tipo + dados + struct.pack(">I", zlib.crc32(tipo + dados)))
    return saida.getvalue()
