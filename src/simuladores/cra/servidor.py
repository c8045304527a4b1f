"""A CRA por HTTP: SOAP como o da CRA21 e um envio simples de arquivo, com falhas a pedido.

- `POST /craUF/xml/protestos.php` com `SOAPAction: urn:craUF.cra21.com.br#Operacao`: Remessa, Confirmacao, Retorno,
  Andamento, Desistencia, Cancelamento, Autoriza_Cancelamento, Autoriza_Desistencia, Instrumento e Consulta (a resposta
  das duas últimas é suposição do simulador). `GET …?wsdl` dá o WSDL.
- `POST /arquivos/NOME` com o arquivo no corpo responde o `relatorio`; `POST /processar` produz o que venceu e lista;
  `GET /arquivos` lista e `GET /arquivos/NOME` dá o produzido.

O dia vem de `?em=AAAA-MM-DD` ou do cabeçalho `X-Em`; sem eles, do nome do arquivo. A falha (`simuladores.cra.falhas`)
vem de `?falha=` ou de `X-Falha`, ou da fila `POST /falhas`, uma por linha. Com um certificado, atende por TLS.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections import deque
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from hub.leiautes.envelope import ler_envelope, montar_falha, montar_resposta
from hub.leiautes.erros import EnvelopeIlegivel, NomeDeArquivoInvalido
from hub.leiautes.nomes import interpretar
from simuladores.cra.cra import CRA
from simuladores.cra.falhas import ANTES, NA_RESPOSTA, XML
from simuladores.cra.relatorio import de_arquivo, descricao
from simuladores.cra.wsdl import CONSULTAS, DOWNLOADS, ENVIOS, wsdl

#: Quanto dura a falha que só acaba quando alguém a solta.
_SEGUNDOS: Final = 60


class Servidor(ThreadingHTTPServer):
    """Um servidor por CRA; um pedido de cada vez mexe no estado."""

    daemon_threads = True

    def __init__(
        self, cra: CRA, *, porta: int = 0, endereco: str = "127.0.0.1", certificado: Path | None = None
    ) -> None:
        self.cra = cra
        self.trava = threading.Lock()
        self.falhas: deque[str] = deque()
        #: as operações chamadas com o nome do arquivo, na ordem, e quando soltar quem espera
        self.chamadas: list[tuple[str, str]] = []
        self.solto = threading.Event()
        self.saida = cra.estado.pasta / "saida"
        self.saida.mkdir(exist_ok=True)
        self.esquema = "https" if certificado else "http"
        super().__init__((endereco, porta), partial(_Atendente))
        if certificado is not None:
            # Certificado e chave, no mesmo arquivo PEM.
            contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            contexto.load_cert_chain(certificado)
            self.socket = contexto.wrap_socket(self.socket, server_side=True)

    @property
    def endereco(self) -> str:
        """`http://127.0.0.1:porta`, ou https."""
        return f"{self.esquema}://{self.server_address[0]!s}:{self.server_address[1]}"

    @property
    def soap(self) -> str:
        """O endereço do serviço SOAP."""
        return f"{self.endereco}/cra{self.cra.parametros.uf.lower()}/xml/protestos.php"


class _Atendente(BaseHTTPRequestHandler):
    server: Servidor
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - assinatura da biblioteca
        """Sem registro: o simulador roda dentro de testes e da demonstração."""

    def do_GET(self) -> None:
        caminho = unquote(urlsplit(self.path).path)
        if caminho.endswith("/protestos.php"):
            self._responder(wsdl(self.server.cra.parametros.uf, self.server.soap))
        elif caminho == "/arquivos":
            nomes = sorted(arquivo.name for arquivo in self.server.saida.iterdir())
            self._responder(json.dumps(nomes).encode(), tipo="application/json")
        else:
            self._mandar(self.server.saida / Path(caminho).name)

    def do_POST(self) -> None:
        corpo = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        caminho = unquote(urlsplit(self.path).path)
        if caminho == "/falhas":
            self.server.falhas.extend(corpo.decode().split())
            self._responder(b"", tipo="text/plain")
            return
        falha = self._falha()
        if falha in ANTES:
            situacao, tipo, pagina = ANTES[falha]
            self._responder(pagina, tipo=tipo, situacao=situacao)
        else:
            self._processar(caminho, corpo, falha)

    def _processar(self, caminho: str, corpo: bytes, falha: str) -> None:
        with self.server.trava:
            situacao, tipo, resposta = self._rota(caminho, corpo)
        if falha == "apos_gravar":
            self.close_connection = True
        elif falha == "lento":
            self.close_connection = True
            self.server.solto.wait(_SEGUNDOS)
        elif falha in {"pinga", "grande"}:
            self._sem_fim(b" " if falha == "pinga" else b" " * 65_536)
        else:
            self._responder(NA_RESPOSTA.get(falha, bytes)(resposta), tipo=tipo, situacao=situacao)

    def _sem_fim(self, pedaco: bytes) -> None:
        """Manda até quem ouve desistir."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", XML)
        self.end_headers()
        try:
            while not self.server.solto.wait(0.01):
                self.wfile.write(pedaco)
                self.wfile.flush()
        except OSError:
            return

    def _rota(self, caminho: str, corpo: bytes) -> tuple[HTTPStatus, str, bytes]:
        if caminho.endswith("/protestos.php"):
            return self._soap(corpo)
        if caminho == "/processar":
            nomes = [self._guardar(p.nome, p.conteudo) for p in self.server.cra.produzir(em=self._dia(""))]
            return HTTPStatus.OK, "application/json", json.dumps(nomes).encode()
        if caminho.startswith("/arquivos/"):
            nome = Path(caminho).name
            return HTTPStatus.OK, XML, self.server.cra.receber(nome, corpo, em=self._dia(nome)).xml
        return HTTPStatus.NOT_FOUND, "text/plain", b""

    def _soap(self, corpo: bytes) -> tuple[HTTPStatus, str, bytes]:
        try:
            chamada = ler_envelope(corpo)
        except EnvelopeIlegivel as erro:
            return HTTPStatus.INTERNAL_SERVER_ERROR, XML, montar_falha("SOAP-ENV:Client", erro.mensagem)
        nome = chamada.parametros.get("userarq", "")
        situacao = HTTPStatus.OK
        self.server.chamadas.append((chamada.operacao, nome))
        if not self._autenticado():
            situacao = HTTPStatus.UNAUTHORIZED
            xml = de_arquivo(nome, em=self._dia(nome), codigo="0001", texto=descricao("remessa", "0001"))
        elif chamada.operacao in ENVIOS:
            xml = self._enviar(chamada.operacao, nome, chamada.parametros.get("userdados", ""))
        elif chamada.operacao in DOWNLOADS:
            xml = self.server.cra.baixar(nome, tipo=DOWNLOADS[chamada.operacao])
        elif chamada.operacao in CONSULTAS:
            xml = self.server.cra.consultar(chamada.operacao, chamada.parametros)
        else:
            return HTTPStatus.OK, XML, montar_falha("SOAP-ENV:Client", f"Operação {chamada.operacao} não existe")
        resposta = montar_resposta(chamada.operacao, xml.decode("iso-8859-1"), uf=self.server.cra.parametros.uf)
        return situacao, XML, resposta

    def _enviar(self, operacao: str, nome: str, dados: str) -> bytes:
        dia = self._dia(nome)
        if _tipo(nome) != ENVIOS[operacao]:
            return de_arquivo(nome, em=dia, codigo="0002", texto=descricao("remessa", "0002"))
        return self.server.cra.receber(nome, dados.encode("iso-8859-1", "xmlcharrefreplace"), em=dia).xml

    def _autenticado(self) -> bool:
        """HTTP Basic em toda chamada; sem usuários configurados, qualquer um serve."""
        esquema, _, credencial = self.headers.get("Authorization", "").partition(" ")
        if esquema.lower() != "basic":
            return False
        usuario, _, senha = base64.b64decode(credencial).decode("utf-8", "replace").partition(":")
        usuarios = self.server.cra.parametros.usuarios
        return not usuarios or usuarios.get(usuario) == senha

    def _dia(self, nome: str) -> date:
        dito = self._parametro("em") or self.headers.get("X-Em")
        if dito:
            return date.fromisoformat(dito)
        try:
            return interpretar(nome).data
        except NomeDeArquivoInvalido:
            return date(2000, 1, 1)

    def _falha(self) -> str:
        if self.server.falhas:
            return self.server.falhas.popleft()
        return self._parametro("falha") or self.headers.get("X-Falha") or ""

    def _parametro(self, nome: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(nome, [""])[0]

    def _guardar(self, nome: str, conteudo: bytes) -> str:
        (self.server.saida / nome).write_bytes(conteudo)
        return nome

    def _mandar(self, arquivo: Path) -> None:
        if not arquivo.is_file():
            self._responder(b"", tipo="text/plain", situacao=HTTPStatus.NOT_FOUND)
            return
        self._responder(arquivo.read_bytes(), tipo="application/octet-stream")

    def _responder(self, corpo: bytes, *, tipo: str = XML, situacao: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(situacao)
        self.send_header("Content-Type", tipo)
        self.send_header("Content-Length", str(len(corpo)))
        if situacao == HTTPStatus.FOUND:
            self.send_header("Location", self.server.endereco)
        if situacao == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="CRA"')
        self.end_headers()
        self.wfile.write(corpo)


def _tipo(nome: str) -> str:
    try:
        return interpretar(nome).tipo
    except NomeDeArquivoInvalido:
        return ""
