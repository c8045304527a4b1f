"""O gov.br simulado por HTTP, em 127.0.0.1: as rotas do real e a fila de falhas.

Os três servidores do real (SSO, API e catálogo) atendem aqui no mesmo endereço; o catálogo é a raiz.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from simuladores.govbr import autorizacao, recursos
from simuladores.govbr.estado import Estado
from simuladores.govbr.falhas import cabe
from simuladores.govbr.paginas import pagina
from simuladores.govbr.parametros import ProducaoRecusada
from simuladores.govbr.resposta import Pedido, Resposta, em_json, primeiros
from simuladores.govbr.tokens import token

Rota = Callable[[Estado, Pedido], Resposta]
#: Caminho do navegador → o que o atende.
ROTAS: Final[dict[str, Rota]] = {
    "/authorize": autorizacao.authorize,
    "/login": autorizacao.login,
    "/consent": autorizacao.consent,
    "/logout": autorizacao.logout,
    "/": autorizacao.catalogo,
}
METODO_UNICO: Final = {
    "/authorize": "GET",
    "/.well-known/openid-configuration": "GET",
    "/token": "POST",
    "/chaves/girar": "POST",
}


class Servidor(ThreadingHTTPServer):
    """Um servidor por gov.br simulado."""

    daemon_threads = True

    def __init__(self, estado: Estado, *, porta: int = 0, endereco: str = "127.0.0.1") -> None:
        if not ipaddress.ip_address(endereco).is_loopback:
            raise ProducaoRecusada(f"{endereco} não é desta máquina: o gov.br simulado só atende 127.0.0.1.")
        self.estado = estado
        #: acaba a espera da falha `lento` quando o servidor para
        self.parando = threading.Event()
        super().__init__((endereco, porta), partial(_Atendente))

    @property
    def endereco(self) -> str:
        """`http://127.0.0.1:porta`."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def server_close(self) -> None:
        """Fecha, e não segura quem espera."""
        self.parando.set()
        super().server_close()


class _Atendente(BaseHTTPRequestHandler):
    server: Servidor
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - assinatura da biblioteca
        """Sem registro: o endereço traz código, state e CPF."""

    def do_GET(self) -> None:
        self._atender("")

    def do_POST(self) -> None:
        self._atender(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace"))

    def _atender(self, corpo: str) -> None:
        partes = urlsplit(self.path)
        caminho, consulta = unquote(partes.path), primeiros(partes.query)
        if (caminho, self.command) == ("/falhas", "POST"):
            self.server.estado.falhas.extend(corpo.split())
            self._responder(Resposta(tipo="text/plain"))
            return
        pedido = Pedido(
            metodo=self.command,
            caminho=caminho,
            consulta=consulta,
            formulario=primeiros(corpo),
            escopos=tuple(parse_qs(corpo).get("escopo", ())),
            cabecalhos={nome.lower(): valor for nome, valor in self.headers.items()},
            falha=consulta.get("falha") or self.headers.get("X-Falha") or self._da_fila(caminho),
        )
        if pedido.falha == "cortada":
            self.close_connection = True
            return
        resposta = self._falhar(pedido)
        if resposta is None:
            with self.server.estado.trava:
                resposta = self._rotear(pedido)
        self._responder(resposta)

    def _da_fila(self, caminho: str) -> str:
        """A primeira da fila que é deste caminho."""
        estado = self.server.estado
        with estado.trava:
            for dita in estado.falhas:
                if nome := cabe(dita, caminho):
                    estado.falhas.remove(dita)
                    return nome
        return ""

    def _falhar(self, pedido: Pedido) -> Resposta | None:
        """A resposta das falhas de rede; nada quando o pedido segue."""
        match pedido.falha:
            case "500":
                return em_json({"error": "500", "erro_description": "Erro interno"}, situacao=500)
            case "503":
                return Resposta(situacao=HTTPStatus.SERVICE_UNAVAILABLE)
            case "429":
                return em_json({"error": "429"}, situacao=429, cabecalhos={"Retry-After": "7"})
            case "html":
                return pagina("Manutenção", "<p>Voltamos logo.</p>")
            case "lento":
                self.server.parando.wait(self.server.estado.parametros.demora)
        return None

    def _rotear(self, pedido: Pedido) -> Resposta:
        estado, caminho = self.server.estado, pedido.caminho
        if METODO_UNICO.get(caminho, pedido.metodo) != pedido.metodo:
            return Resposta(situacao=HTTPStatus.METHOD_NOT_ALLOWED)
        if rota := ROTAS.get(caminho):
            return rota(estado, pedido)
        return self._do_servico(pedido) or recursos.atender(estado, pedido) or autorizacao.perdido()

    def _do_servico(self, pedido: Pedido) -> Resposta | None:
        """O que um serviço, e não um navegador, pede."""
        estado = self.server.estado
        match pedido.caminho:
            case "/token":
                return token(estado, pedido, self.server.endereco)
            case "/jwk":
                return em_json(estado.chaves.publicas())
            case "/.well-known/openid-configuration":
                return em_json(self._descricao())
            case "/chaves/girar":
                estado.chaves.girar(manter=pedido.consulta.get("manter", "1") == "1")
                return em_json({"kid": estado.chaves.kid})
        return None

    def _descricao(self) -> dict[str, Any]:
        base = self.server.endereco
        return {
            "issuer": f"{base}/",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo/",
            "jwks_uri": f"{base}/jwk",
            "end_session_endpoint": f"{base}/logout",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _responder(self, resposta: Resposta) -> None:
        self.send_response(resposta.situacao)
        self.send_header("Content-Type", resposta.tipo)
        self.send_header("Content-Length", str(len(resposta.corpo)))
        for nome, valor in resposta.cabecalhos.items():
            self.send_header(nome, valor)
        self.end_headers()
        self.wfile.write(resposta.corpo)
