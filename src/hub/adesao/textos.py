"""Os textos que uma pessoa escreve num pedido."""

from __future__ import annotations

from hub.adesao.erros import TextoFora
from hub.comum.textos import texto_guardavel

#: Caracteres de uma exigência, de uma resposta e de um parecer.
TEXTO = 4_000
#: Caracteres de um motivo.
MOTIVO = 500


def texto_conferir(texto: str, *, campo: str, tamanho: int = TEXTO) -> str:
    """O texto aparado. Levanta `TextoFora`."""
    limpo = texto_guardavel(texto).replace("\r\n", "\n").strip()
    if not 1 <= len(limpo) <= tamanho:
        raise TextoFora(campo=campo, tamanho=tamanho, veio=len(limpo))
    return limpo
