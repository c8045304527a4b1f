"""Carga HTTP: conexões que ficam abertas, cada uma manda a chamada seguinte quando a resposta chega.

Os pedidos vão prontos em bytes e da resposta só se leem a situação e o tamanho: quem gera a carga divide a máquina
com o servidor e tem de pesar pouco.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Sequence

_FIM_DO_CABECALHO = b"\r\n\r\n"
_TAMANHO = b"content-length:"


def pedido(caminho: str, corpo: bytes, *, porta: int, token: str = "") -> bytes:
    """Uma chamada POST com JSON, como vai na conexão."""
    linhas = [
        f"POST {caminho} HTTP/1.1",
        f"Host: 127.0.0.1:{porta}",
        "Content-Type: application/json",
        f"Content-Length: {len(corpo)}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    return "\r\n".join(linhas).encode() + _FIM_DO_CABECALHO + corpo


def carregar(porta: int, pedidos: Sequence[bytes], *, conexoes: int) -> Counter[int]:
    """Manda todos os pedidos e conta as respostas por situação HTTP. Levanta `ConnectionError` se o servidor cai."""
    return asyncio.run(_carregar(porta, deque(pedidos), conexoes))


async def _carregar(porta: int, fila: deque[bytes], conexoes: int) -> Counter[int]:
    situacoes: Counter[int] = Counter()
    laco = asyncio.get_running_loop()
    clientes = []
    for _ in range(min(conexoes, len(fila))):
        _, cliente = await laco.create_connection(lambda: _Cliente(fila, situacoes), "127.0.0.1", porta)
        clientes.append(cliente)
    await asyncio.gather(*(cliente.acabou for cliente in clientes))
    return situacoes


class _Cliente(asyncio.Protocol):
    """Uma conexão: manda um pedido da fila comum por vez."""

    def __init__(self, fila: deque[bytes], situacoes: Counter[int]) -> None:
        self._fila, self._situacoes, self._chegou = fila, situacoes, b""
        self.acabou: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transporte = transport
        self._mandar()

    def _mandar(self) -> None:
        if self._fila:
            self._transporte.write(self._fila.popleft())
        else:
            self.acabou.set_result(None)
            self._transporte.close()

    def data_received(self, data: bytes) -> None:
        self._chegou += data
        cabecalho, achou, corpo = self._chegou.partition(_FIM_DO_CABECALHO)
        if achou and len(corpo) >= _tamanho_do_corpo(cabecalho):
            self._situacoes[int(cabecalho[9:12])] += 1
            self._chegou = b""
            self._mandar()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.acabou.done():
            self.acabou.set_exception(exc or ConnectionError("o servidor fechou a conexão antes de responder"))


def _tamanho_do_corpo(cabecalho: bytes) -> int:
    _, achou, resto = cabecalho.lower().partition(_TAMANHO)
    if not achou:
        raise ConnectionError(f"resposta sem tamanho: {cabecalho[:200]!r}")
    return int(resto.partition(b"\r\n")[0])
