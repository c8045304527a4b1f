"""O código de conferência: inadivinhável, e que apanha o erro de quem o copia."""

from __future__ import annotations

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.documentos.codigo import ALFABETO, TAMANHO, codigo_de, codigo_formatar, codigo_ler, codigo_sortear
from hub.documentos.qr import _matriz, _partes, qrs_em_png

NUMEROS = st.integers(0, 2**80 - 1)


@settings(deadline=None)
@given(NUMEROS)
def test_escrito_de_qualquer_jeito_e_o_mesmo(numero: int) -> None:
    codigo = codigo_de(numero)
    escrito = codigo_formatar(codigo)
    for forma in (codigo, escrito, escrito.lower(), f" {escrito.replace('-', ' ')} ", escrito.replace("-", ".")):
        assert codigo_ler(forma) == codigo
    assert codigo_de(codigo_numero(codigo) >> 10) == codigo


def codigo_numero(codigo: str) -> int:
    numero = 0
    for simbolo in codigo:
        numero = numero * 32 + ALFABETO.index(simbolo)
    return numero


@settings(deadline=None)
@given(NUMEROS, st.integers(0, TAMANHO - 1), st.sampled_from(ALFABETO))
def test_um_simbolo_trocado_nunca_passa(numero: int, onde: int, outro: str) -> None:
    codigo = codigo_de(numero)
    trocado = codigo[:onde] + outro + codigo[onde + 1 :]
    assert codigo_ler(trocado) == (codigo if trocado == codigo else "")


@settings(deadline=None)
@given(NUMEROS, st.integers(0, TAMANHO - 2))
def test_dois_vizinhos_trocados_nunca_passam(numero: int, onde: int) -> None:
    codigo = codigo_de(numero)
    trocado = codigo[:onde] + codigo[onde + 1] + codigo[onde] + codigo[onde + 2 :]
    assert codigo_ler(trocado) == (codigo if trocado == codigo else "")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_texto_qualquer_nao_quebra(texto: str) -> None:
    assert codigo_ler(texto) in {"", "".join(letra for letra in texto.upper() if letra in ALFABETO)}


def test_oitenta_bits_sem_repetir() -> None:
    assert not set("01IO") & set(ALFABETO)
    assert len(set(ALFABETO)) == 32
    assert len({codigo_sortear() for _ in range(5_000)}) == 5_000


@settings(deadline=None)
@given(
    st.lists(NUMEROS, min_size=1, max_size=5), st.sampled_from(["https://hub.exemplo.gov.br/conferir/", "http://h/"])
)
def test_o_qr_somado_e_o_do_segno(numeros: list[int], prefixo: str) -> None:
    codigos = [codigo_de(numero) for numero in numeros]
    base, diferencas = _partes(prefixo)
    for codigo, imagem in zip(codigos, qrs_em_png(prefixo, codigos), strict=True):
        bits = np.array([ord(letra) >> bit & 1 for letra in codigo for bit in range(7)], dtype=np.float32)
        somado = ((bits @ diferencas).astype(int) & 1).astype(np.uint8) ^ base
        direto = segno.make(prefixo + codigo, mode="byte", error="m", boost_error=False, mask=0)
        assert (somado == np.array(direto.matrix, dtype=np.uint8).ravel()).all()
        assert (somado == _matriz(prefixo + codigo, direto.version)).all()
        assert imagem.startswith(b"\x89PNG")


@pytest.mark.parametrize("texto", ["", "A", "0" * 18, "I" * 18, "A" * 17, "A" * 19, "é" * 18, "A" * 5000])
def test_o_que_nao_pode_ser_codigo(texto: str) -> None:
    assert codigo_ler(texto) == ""
