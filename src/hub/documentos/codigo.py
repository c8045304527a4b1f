"""O código de conferência: oitenta bits sorteados e dois dígitos que apanham o erro de digitação.

Trinta e dois símbolos, sem 0 e O, sem 1 e I. Lido como número na base 32, o código inteiro deixa resto 1 na divisão por
1021, que é primo: nenhuma troca de um símbolo, nem de dois vizinhos entre si, conserva o resto.
"""

from __future__ import annotations

import re
import secrets

ALFABETO = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Símbolos sorteados e de conferência; bits por símbolo.
SORTEADOS, DE_CONFERENCIA, BITS = 16, 2, 5
TAMANHO = SORTEADOS + DE_CONFERENCIA
_PRIMO, _RESTO = 1021, 1
_GRUPO = 6


def codigo_sortear() -> str:
    return codigo_de(secrets.randbits(SORTEADOS * BITS))


def codigo_de(numero: int) -> str:
    """O código que leva um número de oitenta bits."""
    deslocado = numero << (DE_CONFERENCIA * BITS)
    completo = deslocado + (_RESTO - deslocado) % _PRIMO
    return "".join(ALFABETO[(completo >> (BITS * casa)) & (len(ALFABETO) - 1)] for casa in reversed(range(TAMANHO)))


def codigo_ler(texto: str) -> str:
    """O código como se guarda, escrito com ou sem hífens e em qualquer caixa; vazio se não pode ser um."""
    limpo = re.sub(r"[\s.-]", "", texto[:100].upper())
    if len(limpo) != TAMANHO or not set(limpo) <= set(ALFABETO):
        return ""
    numero = 0
    for simbolo in limpo:
        numero = numero << BITS | ALFABETO.index(simbolo)
    return limpo if numero % _PRIMO == _RESTO else ""


def codigo_formatar(codigo: str) -> str:
    """`AAAAAA-BBBBBB-CCCCCC`, como se imprime."""
    return "-".join(codigo[inicio : inicio + _GRUPO] for inicio in range(0, len(codigo), _GRUPO))
