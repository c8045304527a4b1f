"""O SPC Brasil por HTTP: o serviço SOAP no caminho do real, com HTTP Basic e falhas a pedido.

- `POST /spc/remoting/ws/insumo/spc/spcWebService`: as operações; `GET …?wsdl` dá o WSDL.
- `GET /registros` lista a base em JSON; `POST /falhas` põe falhas na fila, uma por linha.

A falha vem de `?falha=` ou de `X-Falha`, ou da fila: `apos_gravar` (processa e corta a conexão), `demora_apos_gravar`
(processa e só responde depois de `demora` segundos), `lento` (espera o mesmo antes de processar), `html` (200 com uma
página), `vazio` (200 sem corpo), `401`, `500` (sem corpo) e `503`.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import threading
from collections import deque
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from simuladores.biro.certificado import contexto_tls
from simuladores.biro.soap import Falha, ler_pedido, montar_falha, montar_resposta
from simuladores.biro.spc import SPC
from simuladores.biro.wsdl import wsdl

CAMINHO: Final = "/spc/remoting/ws/insumo/spc/spcWebService"
XML: Final = "text/xml; charset=UTF-8"
_PAGINA: Final = (
    b"<!DOCTYPE html><html><head><title>Sistema em manuten&ccedil;&atilde;o</title></head>"
    b"<body><h1>Voltamos logo</h1></body></html>"
)
#: Falhas que respondem só com a situação, sem processar.
_SITUACOES: Final = {
    "401": HTTPStatus.UNAUTHORIZED,
    "500": HTTPStatus.INTERNAL_SERVER_ERROR,
    "503": HTTPStatus.SERVICE_UNAVAILABLE,
}


class EnderecoRecusado(RuntimeError):
    """O simulador só atende a própria máquina."""


class Servidor(ThreadingHTTPServer):
    """Um servidor por SPC simulado; um pedido de cada vez mexe na base."""

    daemon_threads = True

    def __init__(
        self,
        spc: SPC,
        *,
        porta: int = 0,
        endereco: str = "127.0.0.1",
        tls: bool = False,
        operadores: Mapping[str, str] | None = None,
        demora: float = 15.0,
    ) -> None:
        if not ipaddress.ip_address(endereco).is_loopback:
            raise EnderecoRecusado(f"{endereco} não é desta máquina: o SPC simulado só atende 127.0.0.1.")
        self.spc = spc
        self.tls = tls
        #: operador → senha do HTTP Basic; vazio = qualquer credencial serve
        self.operadores = operadores or {}
        #: segundos que duram as falhas `lento` e `demora_apos_gravar`
        self.demora = demora
        self.trava = threading.Lock()
        self.falhas: deque[str] = deque()
        #: operações que ouviu, na ordem, feitas ou recusadas
        self.ouvidas: list[str] = []
        #: documentos de que se desliga sem processar, sempre
        self.mudos: set[str] = set()
        #: acaba a espera delas quando o servidor para
        self.parando = threading.Event()
        super().__init__((endereco, porta), partial(_Atendente))
        if tls:
            # O aperto de mãos fica para a linha de quem atende: um cliente que desiste não prende os outros.
            contexto = contexto_tls(spc.estado.pasta)
            self.socket = contexto.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def endereco(self) -> str:
        """`http://127.0.0.1:porta`, ou `https`."""
        return f"http{'s' if self.tls else ''}://{self.server_address[0]!s}:{self.server_address[1]}"

    @property
    def soap(self) -> str:
        """O endereço do serviço."""
        return self.endereco + CAMINHO

    def server_close(self) -> None:
        """Fecha, e não segura quem espera."""
        self.parando.set()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Cliente que recusa o certificado ou desliga no meio não é defeito do simulador."""


class _Atendente(BaseHTTPRequestHandler):
    server: Servidor
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - assinatura da biblioteca
        """Sem registro: o simulador roda dentro de testes e da demonstração."""

    def do_GET(self) -> None:
        partes = urlsplit(self.path)
        if partes.path == CAMINHO and partes.query.lower() == "wsdl":
            self._responder(wsdl(self.server.soap))
        elif partes.path == "/registros":
            with self.server.trava:
                registros = self.server.spc.registros()
            self._responder(json.dumps(registros).encode(), tipo="application/json")
        else:
            self._responder(b"", tipo="text/plain", situacao=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        corpo = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        caminho = urlsplit(self.path).path
        if caminho == "/falhas":
            self.server.falhas.extend(corpo.decode().split())
            self._responder(b"", tipo="text/plain")
        elif caminho != CAMINHO:
            self._responder(b"", tipo="text/plain", situacao=HTTPStatus.NOT_FOUND)
        else:
            self._atender(corpo, self._falha())

    def _atender(self, corpo: bytes, falha: str) -> None:
        if falha == "html":
            self._responder(_PAGINA, tipo="text/html")
            return
        if falha in _SITUACOES or not self._autenticado():
            self._responder(b"", tipo="text/plain", situacao=_SITUACOES.get(falha, HTTPStatus.UNAUTHORIZED))
            return
        if any(documento.encode() in corpo for documento in self.server.mudos):
            self.close_connection = True
            return
        if falha == "lento":
            self.server.parando.wait(self.server.demora)
        situacao, resposta, do_documento = self._processar(corpo)
        if falha == "demora_apos_gravar":
            self.server.parando.wait(self.server.demora)
        if "apos_gravar" in {falha, do_documento}:
            self.close_connection = True
            return
        self._responder(b"" if falha == "vazio" else resposta, situacao=situacao)

    def _processar(self, corpo: bytes) -> tuple[HTTPStatus, bytes, str]:
        try:
            pedido = ler_pedido(corpo)
            with self.server.trava:
                self.server.ouvidas.append(pedido.nome)
                partes, do_documento = self.server.spc.atender(pedido)
        except Falha as falha:
            return HTTPStatus.INTERNAL_SERVER_ERROR, montar_falha(falha), ""
        return HTTPStatus.OK, montar_resposta(pedido.nome, partes), do_documento

    def _autenticado(self) -> bool:
        """HTTP Basic em toda chamada; sem operadores configurados, qualquer um serve."""
        esquema, _, credencial = self.headers.get("Authorization", "").partition(" ")
        if esquema.lower() != "basic":
            return False
        try:
            operador, _, senha = base64.b64decode(credencial, validate=True).decode("utf-8", "replace").partition(":")
        except binascii.Error:
            return False
        operadores = self.server.operadores
        return not operadores or operadores.get(operador) == senha

    def _falha(self) -> str:
        dita = parse_qs(urlsplit(self.path).query).get("falha", [""])[0] or self.headers.get("X-Falha")
        if dita:
            return dita
        return self.server.falhas.popleft() if self.server.falhas else ""

    def _responder(self, corpo: bytes, *, tipo: str = XML, situacao: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(situacao)
        self.send_header("Content-Type", tipo)
        self.send_header("Content-Length", str(len(corpo)))
        if situacao == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="SPC"')
        self.end_headers()
        self.wfile.write(corpo)
