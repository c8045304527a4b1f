"""Documentos fictícios com dígitos certos, para testes, demonstração e bench.

Os números saem de uma progressão, não de cadastro algum: a mesma semente dá sempre os mesmos, e dentro de uma chamada
nenhum se repete. Para não coincidirem com os de alguém, os CNPJs usam a ordem 9999 (filial que ninguém tem) e os
números de processo a origem 9999; no CPF não há faixa livre conhecida, e coincidência é acaso: nunca saem do ensaio.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.comum import digitos

Matriz = npt.NDArray[np.uint8]

#: Até aqui as progressões cabem em inteiro de 64 bits sem transbordar.
QUANTIDADE_MAXIMA = 10_000_000
_ALGARISMOS = b"0123456789"
_LETRAS_E_ALGARISMOS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORDEM = b"9999"


def cpfs_ficticios(semente: int, quantidade: int) -> pl.Series:
    """CPFs válidos, limpos (11 algarismos), todos diferentes."""
    # Dez bases são de um algarismo só (000000000 a 999999999) e dariam CPF inválido: sorteia dez a mais e as tira.
    base = _sorteio(semente, quantidade + 10, posicoes=9, alfabeto=_ALGARISMOS)
    base = base[(base != base[:, :1]).any(axis=1)][:quantidade]
    return _textos(_com_digitos_modulo_11(base, digitos.PESOS_CPF))


def cnpjs_ficticios(semente: int, quantidade: int, *, alfanumerico: bool = False) -> pl.Series:
    """CNPJs válidos, limpos (14 caracteres), de raízes todas diferentes; `alfanumerico` sorteia letras na raiz."""
    raiz = _sorteio(semente, quantidade, posicoes=8, alfabeto=_LETRAS_E_ALGARISMOS if alfanumerico else _ALGARISMOS)
    ordem = np.tile(np.frombuffer(_ORDEM, dtype=np.uint8), (quantidade, 1))
    return _textos(_com_digitos_modulo_11(np.hstack([raiz, ordem]), digitos.PESOS_CNPJ))


def cnjs_ficticios(semente: int, quantidade: int, *, ano: int = 2024, tribunal: int = 17) -> pl.Series:
    """Números CNJ válidos, limpos (20 algarismos), da Justiça Estadual, do ano e do tribunal dados."""
    sequencia = _sorteio(semente, quantidade, posicoes=7, alfabeto=_ALGARISMOS)
    resto = np.frombuffer(f"00{ano:04d}8{tribunal:02d}9999".encode(), dtype=np.uint8)
    matriz = np.hstack([sequencia, np.tile(resto, (quantidade, 1))])
    digito = 98 - digitos.soma_ponderada(digitos.colunas_de(matriz), digitos.PESOS_CNJ) % 97
    matriz[:, 7], matriz[:, 8] = digito // 10 + ord("0"), digito % 10 + ord("0")
    return _textos(matriz)


def _sorteio(semente: int, quantidade: int, *, posicoes: int, alfabeto: bytes) -> Matriz:
    """Progressão de passo primo com o espaço: percorre-o inteiro antes de repetir."""
    base = len(alfabeto)
    espaco = base**posicoes
    if quantidade > min(espaco, QUANTIDADE_MAXIMA):
        raise ValueError(f"não há {quantidade} números diferentes: peça até {min(espaco, QUANTIDADE_MAXIMA)}")
    # Múltiplo de 6 mais 1 e não terminado em 5: sem fator comum com potências de 10 nem de 36.
    passo = min(espaco, 9 * 10**11) * 61803 // 100000 // 30 * 30 + 1
    numeros = (np.arange(quantidade, dtype=np.int64) * passo + (semente + 1) * 32452843 % espaco) % espaco
    potencias = base ** np.arange(posicoes - 1, -1, -1, dtype=np.int64)
    sorteados: Matriz = np.frombuffer(alfabeto, dtype=np.uint8)[numeros[:, None] // potencias % base]
    return sorteados


def _com_digitos_modulo_11(base: Matriz, pesos: tuple[digitos.Colunas, digitos.Colunas]) -> Matriz:
    for peso in pesos:
        digito = digitos.digito_modulo_11(digitos.soma_ponderada(digitos.colunas_de(base), peso))
        base = np.column_stack([base, (digito + ord("0")).astype(np.uint8)])
    return base


def _textos(matriz: Matriz) -> pl.Series:
    largura = matriz.shape[1]
    texto = matriz.tobytes().decode("ascii")
    return pl.Series("documento", [texto[i : i + largura] for i in range(0, len(texto), largura)], dtype=pl.String)
