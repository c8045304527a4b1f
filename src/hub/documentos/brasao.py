"""O brasão: PNG ou JPEG, reconhecido e medido pelo conteúdo, sem descomprimir nada.

SVG não entra: pode levar programa e chamar de fora. O nome do arquivo não se usa para nada.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator

from hub.documentos.erros import BrasaoRecusado

#: Bytes do arquivo e pontos de cada lado.
TAMANHO, LADO = 1024 * 1024, 2000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
#: Marcas de JPEG que trazem as medidas (início de quadro), e as que não têm conteúdo.
_QUADROS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_VAZIAS = frozenset({0x01, *range(0xD0, 0xD9)})
_FIM_DO_CABECALHO, _MARCA = 0xDA, 0xFF
#: Bytes por ponto, no pior caso, que um PNG pode prometer descomprimir.
_POR_PONTO = 8


def brasao_conferir(conteudo: bytes) -> str:
    """O SHA-256 do brasão que serve. Levanta `BrasaoRecusado`."""
    if len(conteudo) > TAMANHO:
        raise BrasaoRecusado(motivo="o arquivo passa de 1 MB.", lado=LADO)
    try:
        largura, altura = _medidas(conteudo)
    except (struct.error, IndexError, ValueError) as erro:
        raise BrasaoRecusado(motivo="a imagem está cortada ou estragada.", lado=LADO) from erro
    if not (0 < largura <= LADO and 0 < altura <= LADO):
        raise BrasaoRecusado(motivo=f"a imagem tem {largura} por {altura} pontos.", lado=LADO)
    return hashlib.sha256(conteudo).hexdigest()


def extensao_do(conteudo: bytes) -> str:
    """`png` ou `jpg`, pelo conteúdo."""
    return "png" if conteudo.startswith(_PNG) else "jpg"


def _medidas(conteudo: bytes) -> tuple[int, int]:
    if conteudo.startswith(_PNG):
        return _do_png(conteudo)
    if conteudo.startswith(_JPEG):
        return _do_jpeg(conteudo)
    raise BrasaoRecusado(motivo="o conteúdo não é PNG nem JPEG.", lado=LADO)


def _do_png(conteudo: bytes) -> tuple[int, int]:
    """Confere cada pedaço e o seu CRC, e que o que se descomprime não passa do que as medidas pedem."""
    pedacos = list(_pedacos(conteudo))
    if not pedacos or pedacos[0][0] != b"IHDR" or pedacos[-1][0] != b"IEND":
        raise ValueError("sem começo ou fim")
    largura, altura = struct.unpack(">II", pedacos[0][1][:8])
    if max(largura, altura) <= LADO:
        previsto = (largura * _POR_PONTO + 2) * altura * 2
        leitor = zlib.decompressobj()
        try:
            saiu = len(leitor.decompress(b"".join(dados for tipo, dados in pedacos if tipo == b"IDAT"), previsto + 1))
        except zlib.error as erro:
            raise ValueError("pontos ilegíveis") from erro
        if saiu > previsto:
            raise ValueError("descomprime mais do que diz")
    return largura, altura


def _pedacos(conteudo: bytes) -> Iterator[tuple[bytes, bytes]]:
    onde = len(_PNG)
    while onde < len(conteudo):
        tamanho, tipo = struct.unpack(">I4s", conteudo[onde : onde + 8])
        dados = conteudo[onde + 8 : onde + 8 + tamanho]
        (crc,) = struct.unpack(">I", conteudo[onde + 8 + tamanho : onde + 12 + tamanho])
        if zlib.crc32(tipo + dados) != crc:
            raise ValueError("pedaço estragado")
        yield tipo, dados
        onde += 12 + tamanho


def _do_jpeg(conteudo: bytes) -> tuple[int, int]:
    """As medidas do primeiro quadro, andando de marca em marca."""
    onde = 2
    while True:
        while conteudo[onde] == _MARCA:
            onde += 1
        marca, onde = conteudo[onde], onde + 1
        if marca in _VAZIAS:
            continue
        (tamanho,) = struct.unpack(">H", conteudo[onde : onde + 2])
        if marca in _QUADROS:
            altura, largura = struct.unpack(">HH", conteudo[onde + 3 : onde + 7])
            return largura, altura
        if marca == _FIM_DO_CABECALHO:
            raise ValueError("sem medidas")
        onde += tamanho
        if conteudo[onde] != _MARCA:
            raise ValueError("fora de marca")
