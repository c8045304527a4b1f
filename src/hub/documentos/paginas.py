"""Onde começa cada documento num PDF que traz vários, pelas etiquetas de página que o Typst escreve.

Cada documento recomeça a contagem das páginas: a página de etiqueta 1 é a primeira de um. Lê-se o fim do PDF (a
tabela de posições e o catálogo) e não o arquivo inteiro: um leitor de PDF levaria um décimo do tempo de o compor.
"""

from __future__ import annotations

import re

_FIM = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_POSICOES = re.compile(rb"xref\s+0 (\d+)\s")
_RAIZ = re.compile(rb"/Root (\d+) 0 R")
_ETIQUETAS = re.compile(rb"/PageLabels (\d+) 0 R")
_LISTA = re.compile(rb"/Nums\s*\[([^\]]*)\]")
_ENTRADA = re.compile(rb"(\d+) (\d+) 0 R")
_PRIMEIRA = re.compile(rb"/St (\d+)")
_TOTAL = re.compile(rb"/Pages (\d+) 0 R")
_CONTA = re.compile(rb"/Count (\d+)")
#: Bytes de cada linha da tabela de posições.
_LINHA = 20


class PDFInesperado(ValueError):
    """O PDF não tem a forma em que o Typst o escreve."""


def paginas_dos_documentos(pdf: bytes) -> list[tuple[int, int]]:
    """`(primeira página, quantas páginas)` de cada documento, na ordem; a primeira do arquivo é 1."""
    posicoes = _posicoes(pdf)
    catalogo = _objeto(pdf, posicoes, _numero(_RAIZ, pdf[-4096:]))
    total = _numero(_CONTA, _objeto(pdf, posicoes, _numero(_TOTAL, catalogo)))
    lista = _LISTA.search(_objeto(pdf, posicoes, _numero(_ETIQUETAS, catalogo)))
    if lista is None:
        raise PDFInesperado("sem etiquetas de página")
    comecos = [
        int(pagina)
        for pagina, etiqueta in _ENTRADA.findall(lista[1])
        if _numero(_PRIMEIRA, _objeto(pdf, posicoes, int(etiqueta))) == 1
    ]
    return [(inicio + 1, fim - inicio) for inicio, fim in zip(comecos, [*comecos[1:], total], strict=True)]


def _posicoes(pdf: bytes) -> tuple[int, int]:
    """Onde começam as linhas da tabela de posições, e quantas são."""
    fim = _FIM.search(pdf, len(pdf) - 64)
    tabela = _POSICOES.match(pdf, int(fim[1])) if fim else None
    if tabela is None:
        raise PDFInesperado("sem tabela de posições")
    return tabela.end(), int(tabela[1])


def _objeto(pdf: bytes, posicoes: tuple[int, int], numero: int) -> bytes:
    inicio, quantos = posicoes
    if not 0 < numero < quantos:
        raise PDFInesperado("objeto fora da tabela")
    onde = int(pdf[inicio + numero * _LINHA : inicio + numero * _LINHA + 10])
    if not pdf.startswith(b"%d 0 obj" % numero, onde):
        raise PDFInesperado("objeto fora do lugar")
    return pdf[onde : pdf.index(b"endobj", onde)]


def _numero(forma: re.Pattern[bytes], onde: bytes) -> int:
    achado = forma.search(onde)
    if achado is None:
        raise PDFInesperado(f"sem {forma.pattern.decode()}")
    return int(achado[1])
