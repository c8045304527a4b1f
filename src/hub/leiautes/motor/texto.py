"""Texto dos arquivos de largura fixa: ASCII, maiúsculo, sem acento nem caractere de controle.

A CRA recusa qualquer byte fora do ASCII (mensagem 2101), e uma linha em UTF-8 fica maior que o leiaute (2102).
"""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl

#: O que a decomposição Unicode não resolve sozinha.
_A_MAO: Final = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "ß": "SS",
    "ẞ": "SS",
    "Æ": "AE",
    "æ": "AE",
    "Œ": "OE",
    "œ": "OE",
    "Ø": "O",
    "ø": "O",
    "Đ": "D",
    "đ": "D",
    "Ð": "D",
    "ð": "D",
    "Þ": "TH",
    "þ": "TH",
    "Ł": "L",
    "ł": "L",
    "ı": "I",
    "•": "-",
    "·": ".",
}
_FAIXAS: Final = ((0x00A0, 0x0250), (0x0300, 0x0370), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x20A0, 0x20C0))
_EXTRAS: Final = (0x2116, 0x2122, 0xFB01, 0xFB02)


def _trocas() -> dict[str, str]:
    pontos = [ponto for inicio, fim in _FAIXAS for ponto in range(inicio, fim)] + list(_EXTRAS)
    trocas = {}
    for caractere in map(chr, pontos):
        partes = unicodedata.normalize("NFKD", caractere)
        limpo = "".join(parte for parte in partes if not unicodedata.combining(parte)).upper()
        if limpo.isascii() and limpo.isprintable():
            trocas[caractere] = limpo
    return trocas | _A_MAO


_TROCAS: Final = _trocas()
_TABELA: Final = str.maketrans(_TROCAS)
_FORA: Final = r"[^\x20-\x7e]"
#: o que se troca: tudo que está fora do ASCII e o acento grave, o único dele que vira outro
_A_TROCAR: Final = r"[^\x20-\x5f\x61-\x7e]"
_A_TROCAR_OU_MINUSCULA: Final = r"[^\x20-\x5f\x7b-\x7e]"


def ascii_maiusculo(textos: pl.Series) -> pl.Series:
    """A coluna de texto em ASCII maiúsculo: `São João nº 5` → `SAO JOAO NO 5`.

    Acento, cedilha, aspas curvas e travessões viram o caractere ASCII mais próximo; tabulação, quebra de linha, NUL e
    o que não tem equivalente viram espaço. Nulo continua nulo.
    """
    # Trocar custa muito mais que procurar, e cada troca só se faz se alguém na coluna pede.
    if not _algum(textos, _A_TROCAR_OU_MINUSCULA):
        return textos
    if _algum(textos, _A_TROCAR):
        textos = textos.str.replace_many(list(_TROCAS), list(_TROCAS.values()))
        if _algum(textos, _FORA):
            textos = textos.str.replace_all(_FORA, " ")
    return textos.str.to_uppercase()


def _algum(textos: pl.Series, padrao: str) -> bool:
    return bool(textos.str.contains(padrao).any())


def ascii_maiusculo_de(texto: str) -> str:
    """O mesmo que `ascii_maiusculo`, para um texto só."""
    trocado = texto.translate(_TABELA)
    return "".join(c if c.isascii() and c.isprintable() else " " for c in trocado).upper()
