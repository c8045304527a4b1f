"""Núcleo dos dígitos verificadores: somas ponderadas por colunas, a mesma conta para um documento e para um milhão.

Cada função recebe `colunas`: matriz `uint16` de uma linha por posição do documento e uma coluna por documento, com o
código ASCII do caractere menos 48 (algarismo vale ele mesmo, `A` vale 17), como manda a IN RFB 2.229/2024 para o CNPJ
alfanumérico. O que não é letra maiúscula nem algarismo vale outra coisa e reprova.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Colunas = npt.NDArray[np.uint16]
Resposta = npt.NDArray[np.bool_]

#: Preenche o CPF até a largura do CNPJ, para os dois caberem na mesma coluna.
ENCHIMENTO = "\0"
TAMANHO_CPF = 11
TAMANHO_CNPJ = 14
TAMANHO_CNJ = 20
TAMANHO_SIDA = 13
TAMANHO_DEBCAD = 9

PESOS_CPF = (np.arange(10, 1, -1, dtype=np.uint16), np.arange(11, 1, -1, dtype=np.uint16))
PESOS_CNPJ = (
    np.array([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.uint16),
    np.array([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.uint16),
)
# Pesos de 2 a 9, da direita para a esquerda, em ciclo. Regra deduzida dos dados abertos da PGFN: confere em todos os
# 11.043 números SIDA e 52.250 DEBCAD examinados (os dados da própria fonte; nenhuma norma que a diga foi achada).
PESOS_SIDA = tuple(np.array([2 + i % 8 for i in range(quantos)][::-1], dtype=np.uint16) for quantos in (11, 12))
PESOS_DEBCAD = (np.array([2 + i % 8 for i in range(8)][::-1], dtype=np.uint16),)
# Res. CNJ 65/2008, anexo VIII (ISO 7064, módulo 97, base 10): o número com o DV levado para o fim deixa resto 1.
_POTENCIAS_CNJ = (*range(19, 12, -1), 1, 0, *range(12, 1, -1))
PESOS_CNJ = np.array([pow(10, potencia, 97) for potencia in _POTENCIAS_CNJ], dtype=np.uint16)

_ZERO = np.uint16(ord("0"))
_VAZIO = np.uint16((ord(ENCHIMENTO) - ord("0")) % 2**16)
_NOVE = 9
_LETRA_A = ord("A") - ord("0")
_LETRA_Z = ord("Z") - ord("0")
_POUCOS = 2000


def colunas_de(documentos: npt.NDArray[np.uint8]) -> Colunas:
    """As colunas de uma matriz de bytes ASCII com um documento por linha."""
    return np.ascontiguousarray(documentos.T).astype(np.uint16) - _ZERO


def soma_ponderada(colunas: Colunas, pesos: Colunas) -> Colunas:
    """A soma de cada documento: primeira posição vezes primeiro peso, e assim por diante até acabarem os pesos."""
    if colunas.shape[1] < _POUCOS:
        poucas: Colunas = pesos @ colunas[: len(pesos)]
        return poucas
    soma: Colunas = colunas[0] * pesos[0]
    parcela = np.empty_like(soma)
    for coluna, peso in zip(colunas[1:], pesos[1:], strict=False):
        np.multiply(coluna, peso, out=parcela)
        np.add(soma, parcela, out=soma)
    return soma


def digito_modulo_11(soma: Colunas) -> Colunas:
    """Resto 0 ou 1 dá dígito 0; os demais, 11 menos o resto (CPF, CNPJ e códigos da Receita)."""
    resto = soma % np.uint16(11)
    return np.where(resto < 2, np.uint16(0), np.uint16(11) - resto)  # noqa: PLR2004 -- a regra é essa


def cpf_confere(colunas: Colunas) -> Resposta:
    """Onze algarismos, não todos iguais, com os dois dígitos do módulo 11."""
    maior, menor = _extremos(colunas[:TAMANHO_CPF])
    forma: Resposta = (maior <= _NOVE) & (maior != menor)
    return forma & _digitos_conferem(colunas, PESOS_CPF)


def cnpj_confere(colunas: Colunas) -> Resposta:
    """Doze letras ou algarismos e dois dígitos do módulo 11 (IN RFB 2.229/2024), não todos iguais."""
    inicio, fim = colunas[:12], colunas[12:TAMANHO_CNPJ]
    maior, menor = _extremos(inicio)
    maior_digito, menor_digito = _extremos(fim)
    # Entre o 9 e o A há sete sinais (: ; < = > ? @) que não podem estar no número; tirado 10, eles viram 0 a 6.
    sem_sinal = _extremos(inicio - np.uint16(_NOVE + 1))[1] >= _LETRA_A - _NOVE - 1
    forma: Resposta = (maior <= _LETRA_Z) & sem_sinal & (maior_digito <= _NOVE)
    repetido: Resposta = (maior == menor) & (maior_digito == maior) & (menor_digito == maior)
    return forma & ~repetido & _digitos_conferem(colunas, PESOS_CNPJ)


def documento_confere(colunas: Colunas) -> Resposta:
    """CPF (com três posições vazias no fim) ou CNPJ na mesma matriz de 14 linhas."""
    cpf: Resposta = (colunas[TAMANHO_CPF:] == _VAZIO).all(axis=0)
    quantos = np.count_nonzero(cpf)
    if quantos == len(cpf):
        return cpf_confere(colunas)
    cnpj = cnpj_confere(colunas)
    return np.where(cpf, cpf_confere(colunas), cnpj) if quantos else cnpj


def cnj_confere(colunas: Colunas) -> Resposta:
    """Vinte algarismos (NNNNNNN DD AAAA J TR OOOO) com o dígito do módulo 97 (Res. CNJ 65/2008)."""
    confere: Resposta = (_extremos(colunas)[0] <= _NOVE) & (soma_ponderada(colunas, PESOS_CNJ) % np.uint16(97) == 1)
    return confere


def sida_confere(colunas: Colunas) -> Resposta:
    """Treze algarismos de uma inscrição SIDA com os dois dígitos do módulo 11."""
    confere: Resposta = (_extremos(colunas)[0] <= _NOVE) & _digitos_conferem(colunas, PESOS_SIDA)
    return confere


def debcad_confere(colunas: Colunas) -> Resposta:
    """Nove algarismos de uma inscrição DEBCAD com o dígito do módulo 11."""
    confere: Resposta = (_extremos(colunas)[0] <= _NOVE) & _digitos_conferem(colunas, PESOS_DEBCAD)
    return confere


def _extremos(colunas: Colunas) -> tuple[Colunas, Colunas]:
    """O maior e o menor caractere de cada documento."""
    return np.maximum.reduce(colunas, axis=0), np.minimum.reduce(colunas, axis=0)


def _digitos_conferem(colunas: Colunas, pesos: Sequence[Colunas]) -> Resposta:
    """Cada dígito, que vem depois das posições que o seu peso soma."""
    conferem: Resposta = np.logical_and.reduce(
        [digito_modulo_11(soma_ponderada(colunas, peso)) == colunas[len(peso)] for peso in pesos]
    )
    return conferem
