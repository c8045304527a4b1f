"""Os números prometidos, como razão contra a linha de base medida na mesma hora, em Python puro."""

from __future__ import annotations

import time
from collections.abc import Callable

import polars as pl

from hub.comum.dinheiro import dinheiro_ler, texto_para_centavos
from hub.comum.documentos import cnpjs_ficticios, cpfs_ficticios, documento_valido

LINHAS = 100_000
V = pl.col("v")


def segundos(conta: Callable[[], object], vezes: int = 3) -> float:
    """O menor tempo de algumas voltas."""
    voltas = []
    for _ in range(vezes):
        inicio = time.perf_counter()
        conta()
        voltas.append(time.perf_counter() - inicio)
    return min(voltas)


def cpf_em_python(cpf: str) -> bool:
    """A linha de base: a conta de um CPF, algarismo por algarismo."""
    numeros = [int(c) for c in cpf]
    for quantos in (9, 10):
        soma = sum(n * (quantos + 1 - i) for i, n in enumerate(numeros[:quantos]))
        if soma * 10 % 11 % 10 != numeros[quantos]:
            return False
    return True


def test_dinheiro_em_coluna_e_dez_vezes_o_python() -> None:
    textos = [f"{i * 37 % 10**7}.{i % 100:02d}" for i in range(LINHAS)]
    quadro = pl.DataFrame({"v": textos})
    coluna = segundos(lambda: quadro.select(texto_para_centavos(V)))
    python = segundos(lambda: [dinheiro_ler(t) for t in textos[: LINHAS // 10]], vezes=1) * 10
    assert python / coluna > 10


def test_documentos_em_coluna_sao_dez_vezes_o_python() -> None:
    cpfs = cpfs_ficticios(1, LINHAS)
    quadro = pl.DataFrame({"v": pl.concat([cpfs.head(LINHAS // 2), cnpjs_ficticios(1, LINHAS // 2)]).shuffle(1)})
    coluna = segundos(lambda: quadro.select(documento_valido(V)))
    python = segundos(lambda: [cpf_em_python(c) for c in cpfs.head(LINHAS // 10)], vezes=1) * 10
    assert python / coluna > 10


def test_documento_de_uma_linha_custa_poucos_selects_vazios() -> None:
    quadro = pl.DataFrame({"v": cpfs_ficticios(1, 1)})
    uma = segundos(lambda: quadro.select(documento_valido(V)), vezes=200)
    vazio = segundos(lambda: quadro.select(V), vezes=200)
    # Medido em 13, com folga para máquina ocupada; quadro por quadro no núcleo daria centenas.
    assert uma / vazio < 50
