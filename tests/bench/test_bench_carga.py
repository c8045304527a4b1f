"""A carga manda cada pedido uma vez, por quantas conexões pedirem, e conta as situações."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from carga import carregar, pedido


class Servidor(ThreadingHTTPServer):
    daemon_threads = True
    corpos: list[bytes]


class Atende(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Servidor

    def do_POST(self) -> None:
        corpo = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.corpos.append(corpo)
        resposta = b"x" * 70_000
        self.send_response(409 if b"repetida" in corpo else 201)
        self.send_header("Content-Length", str(len(resposta)))
        self.end_headers()
        self.wfile.write(resposta)

    def log_message(self, *_: object) -> None:
        """Calado."""


@pytest.fixture
def servidor() -> Iterator[Servidor]:
    with Servidor(("127.0.0.1", 0), Atende) as aberto:
        aberto.corpos = []
        linha = threading.Thread(target=aberto.serve_forever)
        linha.start()
        yield aberto
        aberto.shutdown()
        linha.join()


def test_cada_pedido_vai_uma_vez(servidor: Servidor) -> None:
    corpos = [f"corpo {i}".encode() for i in range(50)] + [b"repetida"] * 3
    pedidos = [pedido("/cdas", corpo, porta=servidor.server_port) for corpo in corpos]
    assert carregar(servidor.server_port, pedidos, conexoes=4) == {201: 50, 409: 3}
    assert sorted(servidor.corpos) == sorted(corpos)


def test_menos_pedidos_que_conexoes(servidor: Servidor) -> None:
    assert carregar(servidor.server_port, [pedido("/", b"{}", porta=1)], conexoes=16) == {201: 1}
