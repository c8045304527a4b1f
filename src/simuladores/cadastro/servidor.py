"""O cadastro simulado por HTTP: JSON com token, e XML com a senha no corpo."""

from __future__ import annotations

import base64
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
from xml.sax.saxutils import escape

from simuladores.biro.soap import Elemento, ler_elemento
from simuladores.cadastro.cadastro import Cadastro, Negado

_PAGINA: Final = b"<!DOCTYPE html><html><body><h1>Em manuten&ccedil;&atilde;o</h1></body></html>"
_SITUACOES: Final = {"401": 401, "500": 500, "503": 503}
#: Quanto vale um token, em segundos.
VALE: Final = 3600


class EnderecoRecusado(RuntimeError):
    """O simulador só atende a própria máquina."""


class Servidor(ThreadingHTTPServer):
    """Um servidor por cadastro; um pedido de cada vez mexe na base."""

    daemon_threads = True

    def __init__(
        self,
        cadastro: Cadastro,
        *,
        porta: int = 0,
        endereco: str = "127.0.0.1",
        operadores: Mapping[str, str] | None = None,
    ) -> None:
        if not ipaddress.ip_address(endereco).is_loopback:
            raise EnderecoRecusado(f"{endereco} não é desta máquina: o cadastro simulado só atende 127.0.0.1.")
        self.cadastro = cadastro
        #: operador → senha; vazio = qualquer um serve
        self.operadores = operadores or {}
        self.trava = threading.Lock()
        self.falhas: deque[str] = deque()
        #: atos que ouviu, na ordem, com o corpo de cada um
        self.ouvidos: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        super().__init__((endereco, porta), partial(_Atendente))

    @property
    def endereco(self) -> str:
        """`http://127.0.0.1:porta`."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"


class _Atendente(BaseHTTPRequestHandler):
    server: Servidor
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - assinatura da biblioteca
        """Sem registro: o simulador roda dentro de testes."""

    def do_GET(self) -> None:
        with self.server.trava:
            self._json(200, self.server.cadastro.registros())

    def do_POST(self) -> None:
        self._atender("POST")

    def do_DELETE(self) -> None:
        self._atender("DELETE")

    def _atender(self, metodo: str) -> None:
        corpo = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        partes = urlsplit(self.path)
        if partes.path == "/falhas":
            self.server.falhas.extend(corpo.decode().split())
            self._responder(200, b"")
            return
        if partes.path == "/token":
            self._token(corpo)
            return
        falha = self.server.falhas.popleft() if self.server.falhas else ""
        if falha in _SITUACOES:
            self._responder(_SITUACOES[falha], b"")
        elif falha in {"html", "vazio"}:
            self._responder(200, _PAGINA if falha == "html" else b"", tipo="text/html")
        else:
            self._fazer(metodo, partes.path, parse_qs(partes.query), corpo, cair=falha == "apos_gravar")

    def _fazer(self, metodo: str, caminho: str, busca: dict[str, list[str]], corpo: bytes, *, cair: bool) -> None:
        xml = caminho == "/xml"
        try:
            with self.server.trava:
                ato, resposta = self._do_xml(corpo) if xml else self._do_json(metodo, caminho, busca, corpo)
                self.server.ouvidos.append((ato, corpo.decode()))
        except Negado as negado:
            self.server.ouvidos.append(("negado", corpo.decode()))
            dita = {"codigo": negado.codigo, "mensagem": negado.mensagem}
            if xml:
                self._xml({"sucesso": "false", "codigoErro": negado.codigo, "mensagem": negado.mensagem})
            else:
                self._json(negado.situacao, {"erro": dita})
            return
        if cair:
            self.close_connection = True
        elif xml:
            self._xml({"sucesso": "true", **resposta})
        else:
            self._json(201 if ato == "incluir" else 200, {"registro": resposta})

    def _do_json(
        self, metodo: str, caminho: str, busca: dict[str, list[str]], corpo: bytes
    ) -> tuple[str, dict[str, str]]:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.server.tokens:
            raise Negado("SEM_TOKEN", "Token inválido", HTTPStatus.UNAUTHORIZED)
        cadastro = self.server.cadastro
        passos = caminho.strip("/").split("/")
        dados = json.loads(corpo) if corpo else {}
        if metodo == "DELETE":
            cadastro.excluir(passos[1], busca.get("motivo", [""])[0])
            return "excluir", {"situacao": "baixado"}
        if passos == ["registros"]:
            if not (dados.get("instituicao") and isinstance(dados.get("valor"), int | float)):
                raise Negado("INVALIDO", "Instituição e valor são obrigatórios", 422)
            return self._incluir(dados["debito"], dados["ni"], corpo.decode())
        if passos[2] == "suspensao":
            cadastro.suspender(passos[1], dados["motivo"])
            return "suspender", {"situacao": "suspenso"}
        cadastro.reativar(passos[1])
        return "reativar", {"situacao": "incluido"}

    def _do_xml(self, corpo: bytes) -> tuple[str, dict[str, str]]:
        pedido = ler_elemento(corpo)
        operadores = self.server.operadores
        if operadores and operadores.get(pedido.achar("chave")) != pedido.achar("senha"):
            raise Negado("BLOQUEADO", "Chave inválida")
        if pedido.nome == "excluir":
            self.server.cadastro.excluir(pedido.achar("idRegistro"), pedido.achar("motivo"))
            return "excluir", {}
        return self._incluir(pedido.achar("contrato"), pedido.achar("documento"), _sem_senha(pedido))

    def _incluir(self, debito: str, ni: str, dados: str) -> tuple[str, dict[str, str]]:
        numero = self.server.cadastro.incluir(debito, ni, dados)
        return "incluir", {"id": str(numero), "idRegistro": str(numero)}

    def _token(self, corpo: bytes) -> None:
        dita = self.headers.get("Authorization", "").removeprefix("Basic ")
        operador, _, senha = base64.b64decode(dita).decode().partition(":")
        operadores = self.server.operadores
        if corpo != b"grant_type=client_credentials" or (operadores and operadores.get(operador) != senha):
            self._responder(HTTPStatus.UNAUTHORIZED, b"")
            return
        token = f"token-{len(self.server.tokens)}-{operador}"
        self.server.tokens.add(token)
        self._json(200, {"access_token": token, "token_type": "Bearer", "expires_in": VALE})

    def _json(self, situacao: int, dado: Any) -> None:
        self._responder(situacao, json.dumps(dado).encode(), tipo="application/json")

    def _xml(self, partes: Mapping[str, str]) -> None:
        filhos = "".join(f"<{nome}>{escape(valor)}</{nome}>" for nome, valor in partes.items())
        self._responder(200, f"<resposta>{filhos}</resposta>".encode(), tipo="text/xml")

    def _responder(self, situacao: int, corpo: bytes, *, tipo: str = "text/plain") -> None:
        self.send_response(situacao)
        self.send_header("Content-Type", tipo)
        self.send_header("Content-Length", str(len(corpo)))
        self.end_headers()
        self.wfile.write(corpo)


def _sem_senha(pedido: Elemento) -> str:
    return json.dumps({filho.nome: filho.texto for filho in pedido.filhos if filho.nome not in {"chave", "senha"}})
