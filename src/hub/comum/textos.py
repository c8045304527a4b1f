"""Texto de fora que vai ao banco, a um cabeçalho ou a um nome de arquivo."""

from __future__ import annotations

import re
import unicodedata

#: O que aparece no lugar do que não se guarda.
SUBSTITUTO = "\N{REPLACEMENT CHARACTER}"
_FORA_DO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Forma de um telefone internacional: de 8 a 15 algarismos (UIT-T E.164), com a pontuação usual.
TELEFONE = r"^[+]?(?:[ ().-]*[0-9]){8,15}[ ().-]*$"


def texto_guardavel(texto: str) -> str:
    """O texto sem o que o PostgreSQL não guarda: o caractere nulo e metades soltas de par UTF-16."""
    if texto.isascii() and "\0" not in texto:
        return str(texto)
    return texto.replace("\0", SUBSTITUTO).encode("utf-8", "replace").decode()


def texto_de_xml(texto: str) -> str:
    """O texto sem o que o XML 1.0 não admite, nem escapado: os controles, menos tabulação e quebra de linha."""
    return _FORA_DO_XML.sub(SUBSTITUTO, texto)


def nome_guardavel(nome: str) -> str:
    """Um nome de arquivo numa linha só: o que não se imprime (quebra de linha, controle, metade de par) é trocado."""
    return "".join(letra if letra.isprintable() else SUBSTITUTO for letra in nome)


def a_mesma_pessoa(uma: str, outra: str) -> bool:
    """Se dois nomes são o mesmo para quem lê: maiúsculas, acento composto, espaços e invisíveis não contam."""
    return _de_ouvido(uma) == _de_ouvido(outra)


def _de_ouvido(nome: str) -> str:
    visiveis = (letra for letra in unicodedata.normalize("NFKC", nome) if letra.isprintable() and not letra.isspace())
    return "".join(visiveis).casefold()
