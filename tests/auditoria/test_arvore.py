"""A árvore que só cresce dá as raízes e os caminhos da RFC 9162, iguais aos de outra implementação."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from hub.auditoria.arvore import Arvore, caminho
from hub.auditoria.recibo import ReciboFalso, raiz_pelo_caminho

#: Raízes publicadas com o código de referência do Certificate Transparency, para as folhas abaixo.
FOLHAS_DE_REFERENCIA = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
RAIZES_DE_REFERENCIA = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def _folha(dado: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + dado).digest()


def test_raizes_de_referencia() -> None:
    arvore = Arvore()
    assert arvore.raiz == hashlib.sha256(b"").digest()
    for tamanho, dado in enumerate(FOLHAS_DE_REFERENCIA, 1):
        arvore.juntar(_folha(bytes.fromhex(dado)))
        if tamanho in RAIZES_DE_REFERENCIA:
            assert arvore.raiz.hex() == RAIZES_DE_REFERENCIA[tamanho]


@given(antes=st.integers(0, 70), novas=st.integers(1, 70), sorte=st.integers(0, 10**6))
def test_retomar_pelos_topos_da_as_raizes_e_os_caminhos_de_quem_guarda_tudo(antes: int, novas: int, sorte: int) -> None:
    dados = [b"evento %d" % i for i in range(antes + novas)]
    outra = InmemoryTree(algorithm="sha256")
    for dado in dados:
        outra.append_entry(dado)
    velha = Arvore()
    for dado in dados[:antes]:
        velha.juntar(_folha(dado))
    assert velha.tamanho == antes
    inteira = Arvore(velha.tamanho, velha.topos)
    folhas = [_folha(dado) for dado in dados[antes:]]
    for folha in folhas:
        inteira.juntar(folha)
    assert inteira.raiz == outra.get_root()
    posicao = antes + sorte % novas
    passos = caminho(velha, folhas, posicao)
    assert passos == [bytes(passo) for passo in outra.prove_inclusion(posicao + 1).path[1:]]
    subida = raiz_pelo_caminho(folhas[posicao - antes], posicao=posicao, tamanho=antes + novas, caminho=passos)
    assert subida == inteira.raiz


@given(tamanho=st.integers(1, 40), sorte=st.integers(0, 10**6), desvio=st.integers(1, 39))
def test_o_caminho_so_serve_a_sua_posicao(tamanho: int, sorte: int, desvio: int) -> None:
    folhas = [_folha(b"%d" % i) for i in range(tamanho)]
    posicao = sorte % tamanho
    passos = caminho(Arvore(), folhas, posicao)
    inteira = Arvore()
    for folha in folhas:
        inteira.juntar(folha)
    outra = (posicao + desvio) % tamanho
    if outra == posicao:
        return
    try:
        subida = raiz_pelo_caminho(folhas[posicao], posicao=outra, tamanho=tamanho, caminho=passos)
    except ReciboFalso:
        return
    assert subida != inteira.raiz


@pytest.mark.parametrize(("posicao", "tamanho", "passos"), [(3, 3, 2), (-1, 3, 2), (0, 3, 1), (0, 3, 3), (0, 1, 1)])
def test_caminho_que_nao_cabe_na_arvore_e_recusado(posicao: int, tamanho: int, passos: int) -> None:
    with pytest.raises(ReciboFalso):
        raiz_pelo_caminho(b"\0" * 32, posicao=posicao, tamanho=tamanho, caminho=[b"\0" * 32] * passos)
