"""Por que servidor saem as cartas, e a conversa SMTP com quem não ajuda."""

from __future__ import annotations

import socketserver
import threading
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.documentos.correio import smtp
from hub.documentos.correio.servidores import Servidor, correio_configurar, servidor_do, servidor_ler
from hub.documentos.erros import CorreioMalDito, SemCorreio
from hub.documentos.models import CorreioDoCredor
from simuladores.correio import CaixaPostal

pytestmark = pytest.mark.django_db


def test_o_correio_do_credor_fica_cifrado_e_vale_so_para_ele(
    recife: Credor, olinda: Credor, agora: datetime, settings: Settings
) -> None:
    settings.SMTP = ""
    servidor = Servidor(
        nome="smtp.recife.test",
        porta=587,
        cifrado=True,
        usuario="recife",
        senha="segredo-do-recife",
        remetente="cartas@recife.test",
    )
    correio_configurar(credor=recife, servidor=servidor, ator="operador", agora=agora)
    assert servidor_do(recife) == servidor
    assert b"segredo" not in bytes(CorreioDoCredor.objects.get().senha)
    assert "segredo-do-recife" not in str(list(Evento.objects.values_list("chaves")))
    with pytest.raises(SemCorreio, match="Olinda"):
        servidor_do(olinda)


@pytest.mark.parametrize(
    "endereco",
    [
        "smtp://fora.test:25/?remetente=a@b.test&cifrado=0",
        "smtp://h.test:99999/?remetente=a@b.test",
        "smtp://h.test/?remetente=nada",
        "smtp://h.test/",
        "http://h.test/?remetente=a@b.test",
        "smtp://h%0d%0a.test/?remetente=a@b.test",
    ],
)
def test_servidor_mal_dito(endereco: str) -> None:
    with pytest.raises(CorreioMalDito):
        servidor_ler(endereco)


def test_sem_cifra_oferecida_nao_se_manda_nada(agora: datetime, caixa: CaixaPostal) -> None:
    exigente = Servidor(nome="127.0.0.1", porta=caixa.porta, cifrado=True, usuario="", senha="", remetente="a@b.test")
    with pytest.raises(smtp.FalhaPassageira):
        smtp.entregar(exigente, mensagem=b"Oi\r\n\r\n", destinatario="m@exemplo.test")
    assert not caixa.mensagens()


def test_linha_que_comeca_por_ponto_chega_como_foi(caixa: CaixaPostal) -> None:
    aberto = Servidor(nome="127.0.0.1", porta=caixa.porta, cifrado=False, usuario="", senha="", remetente="a@b.test")
    corpo = b"Subject: x\r\n\r\n.\r\n..dois\r\n.RSET\r\nfim\r\n"
    smtp.entregar(aberto, mensagem=corpo, destinatario="m@exemplo.test")
    (guardado,) = caixa.pasta.glob("*.eml")
    assert guardado.read_bytes() == corpo


def test_servidor_que_fala_outra_coisa_nao_quebra() -> None:
    class Estranho(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Estranho) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        porta = servidor.server_address[1]
        com_quem = Servidor(nome="127.0.0.1", porta=porta, cifrado=False, usuario="", senha="", remetente="a@b.test")
        with pytest.raises(smtp.FalhaPassageira):
            smtp.entregar(com_quem, mensagem=b"x", destinatario="m@exemplo.test")
        servidor.shutdown()
