"""Escrever os arquivos de uma remessa enquanto o banco trabalha: o livro se lê primeiro, e ninguém espera ninguém."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Final

from django.db import connection

from hub.dividas.gravacao import Parametros, blocos_ler

#: O que se põe na fila depois do último bloco.
_FIM: Final = b""


@contextmanager
def escrevendo_ao_lado(
    consultas: Sequence[str], parametros: Parametros, escrever: Callable[[Iterator[bytes]], None]
) -> Iterator[None]:
    """Dá a `escrever`, noutra linha de execução, os blocos de CSV das consultas, uma depois da outra.

    Na entrada o livro já foi lido; na saída está tudo escrito. Se não pôde ser, é na saída que se sabe. `escrever` não
    toca o banco, que é de quem chama.
    """
    # Sem limite de propósito: o banco se solta logo, e o que espera é o que a remessa leva.
    fila: SimpleQueue[bytes] = SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="remessa") as ao_lado:
        escritos = ao_lado.submit(escrever, iter(fila.get, _FIM))
        try:
            for bloco in _blocos(consultas, parametros):
                fila.put(bloco)
        finally:
            fila.put(_FIM)
        yield
        escritos.result()


def _blocos(consultas: Sequence[str], parametros: Parametros) -> Iterator[bytes]:
    """As linhas, em CSV; o livro é lido pelos núcleos que houver."""
    with connection.cursor() as cursor:
        # O preço padrão por linha (0,1) supõe poucas linhas no fim, e aqui vêm todas.
        cursor.execute("set local parallel_tuple_cost = 0.01")
        # Até um milhão de títulos, ordena-se na memória, aqui e na gravação do envio, e não em disco.
        cursor.execute("set local work_mem = '256MB'")
    for consulta in consultas:
        yield from blocos_ler(consulta, parametros)
