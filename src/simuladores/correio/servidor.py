"""O servidor SMTP: um atendente por conexão, e as falhas que o destinatário pede."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

#: Bytes de uma linha e de uma mensagem.
LINHA, MENSAGEM = 2048, 20 * 1024 * 1024
#: Destinatários recusados de vez: o código diz se a culpa é do endereço.
_RECUSAS = {
    "mudou": "551 este usuário não é daqui",
    "barrado": "554 5.7.1 este servidor não repassa",
    "politica": "550 5.7.26 a mensagem não se autentica",
    "cheia": "552 5.2.2 a caixa está cheia",
}
_ENDERECO = re.compile(r"<([^<>]*)>")


class CaixaPostal(socketserver.ThreadingTCPServer):
    """A caixa postal: `pasta` recebe um `.eml` por entrega, numerados na ordem de chegada."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, pasta: Path, *, porta: int = 0, demora: float = 5.0) -> None:
        self.pasta = pasta
        #: segundos que `lento@…` espera
        self.demora = demora
        self.trava = threading.Lock()
        #: quem já ouviu a recusa passageira
        self.recusados: set[str] = set()
        pasta.mkdir(parents=True, exist_ok=True)
        self._chegaram = len(list(pasta.glob("*.eml")))
        super().__init__(("127.0.0.1", porta), partial(_Atendente))

    @property
    def porta(self) -> int:
        return int(self.server_address[1])

    def guardar(self, conteudo: bytes) -> None:
        with self.trava:
            self._chegaram += 1
            (self.pasta / f"{self._chegaram:06d}.eml").write_bytes(conteudo)

    def mensagens(self) -> list[EmailMessage]:
        """As que chegaram, na ordem."""
        arquivos = sorted(self.pasta.glob("*.eml"))
        return [message_from_bytes(arquivo.read_bytes(), policy=policy.default) for arquivo in arquivos]


class _Atendente(socketserver.StreamRequestHandler):
    server: CaixaPostal
    timeout = 60

    def handle(self) -> None:
        self.destinatarios: list[str] = []
        self._dizer("220 caixa postal simulada")
        while linha := self.rfile.readline(LINHA):
            comando, _, resto = linha.decode("utf-8", "replace").strip().partition(" ")
            if not self._atender(comando.upper(), resto):
                return

    def _atender(self, comando: str, resto: str) -> bool:
        """Responde ao comando; falso encerra a conversa."""
        match comando:
            case "EHLO" | "HELO":
                self._dizer("250-caixa postal simulada\r\n250 8BITMIME")
            case "MAIL" | "RSET":
                self.destinatarios = []
                self._dizer("250 2.1.0 pois não")
            case "RCPT":
                self._dizer(self._destinatario(resto))
            case "DATA":
                return self._receber()
            case "QUIT":
                self._dizer("221 2.0.0 até logo")
                return False
            case "NOOP":
                self._dizer("250 2.0.0 aqui")
            case _:
                self._dizer("502 5.5.1 comando que não se conhece")
        return True

    def _destinatario(self, resto: str) -> str:
        achado = _ENDERECO.search(resto)
        if achado is None:
            return "501 5.1.3 endereço que não se entende"
        quem, _, _ = achado[1].partition("@")
        if quem == "recusa":
            return "550 5.1.1 não há esta caixa"
        if quem in _RECUSAS:
            return _RECUSAS[quem]
        if quem == "passageira" and achado[1] not in self.server.recusados:
            self.server.recusados.add(achado[1])
            return "451 4.3.0 tente mais tarde"
        self.destinatarios.append(achado[1])
        return "250 2.1.5 pois não"

    def _receber(self) -> bool:
        if not self.destinatarios:
            self._dizer("503 5.5.1 falta o destinatário")
            return True
        self._dizer("354 mande, e acabe com um ponto sozinho")
        linhas: list[bytes] = []
        tamanho = 0
        while (linha := self.rfile.readline()) != b".\r\n":
            tamanho += len(linha)
            if not linha or tamanho > MENSAGEM:
                return False
            linhas.append(linha.removeprefix(b".") if linha.startswith(b"..") else linha)
        quem = {endereco.partition("@")[0] for endereco in self.destinatarios}
        self.server.guardar(b"".join(linhas))
        if "cai" in quem:
            return False
        if "lento" in quem:
            time.sleep(self.server.demora)
        self._dizer("250 2.0.0 guardada")
        return True

    def _dizer(self, resposta: str) -> None:
        self.wfile.write(resposta.encode() + b"\r\n")
