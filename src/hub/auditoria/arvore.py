"""Árvore de Merkle que só cresce (RFC 9162 §2.1), guardando apenas os topos das subárvores completas.

Com os topos de N folhas, no máximo log2(N) resumos, juntam-se as folhas seguintes sem reler as anteriores. Por que
não uma biblioteca: docs/decisoes/0003-selo-de-merkle.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from hub.auditoria.recibo import no

TAMANHO_DO_RESUMO = 32


class Arvore:
    def __init__(self, tamanho: int = 0, topos: bytes = b"") -> None:
        #: quantas folhas
        self.tamanho = tamanho
        self._topos = [topos[i : i + TAMANHO_DO_RESUMO] for i in range(0, len(topos), TAMANHO_DO_RESUMO)]

    @property
    def topos(self) -> bytes:
        """Os topos das subárvores completas, da maior para a menor, emendados."""
        return b"".join(self._topos)

    @property
    def raiz(self) -> bytes:
        """A raiz: os topos unidos da direita para a esquerda; SHA-256 de nada, se a árvore está vazia."""
        if not self._topos:
            return hashlib.sha256().digest()
        raiz = self._topos[-1]
        for topo in reversed(self._topos[:-1]):
            raiz = no(topo, raiz)
        return raiz

    def juntar(self, folha: bytes) -> None:
        """Põe mais uma folha à direita."""
        self._topos.append(folha)
        antes = self.tamanho
        while antes & 1:
            direita = self._topos.pop()
            self._topos.append(no(self._topos.pop(), direita))
            antes >>= 1
        self.tamanho += 1

    def trechos(self) -> Iterator[tuple[int, int, bytes]]:
        """Cada topo com o trecho de folhas que cobre: início, fim (exclusive) e resumo."""
        inicio = 0
        for topo in self._topos:
            fim = inicio + (1 << (self.tamanho - inicio).bit_length() - 1)
            yield inicio, fim, topo
            inicio = fim


def caminho(antes: Arvore, folhas: Sequence[bytes], posicao: int) -> list[bytes]:
    """O caminho da folha `posicao` até a raiz da árvore que se obtém juntando `folhas` a `antes` (RFC 9162 §2.1.3.1).

    A folha está entre as novas; das anteriores bastam os topos.
    """
    conhecidos = {(inicio, fim): topo for inicio, fim, topo in antes.trechos()}

    def raiz(inicio: int, fim: int) -> bytes:
        if (inicio, fim) in conhecidos:
            return conhecidos[inicio, fim]
        if fim - inicio == 1:
            return folhas[inicio - antes.tamanho]
        meio = inicio + _maior_potencia_abaixo(fim - inicio)
        return no(raiz(inicio, meio), raiz(meio, fim))

    vizinhos: list[bytes] = []
    inicio, fim = 0, antes.tamanho + len(folhas)
    while fim - inicio > 1:
        meio = inicio + _maior_potencia_abaixo(fim - inicio)
        if posicao < meio:
            vizinhos.append(raiz(meio, fim))
            fim = meio
        else:
            vizinhos.append(raiz(inicio, meio))
            inicio = meio
    return vizinhos[::-1]


def _maior_potencia_abaixo(largura: int) -> int:
    return 1 << (largura - 1).bit_length() - 1
