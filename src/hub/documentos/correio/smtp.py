"""A conversa SMTP, passo a passo: importa saber se o servidor já tinha o conteúdo quando algo falhou.

Antes do conteúdo, toda falha se repete sem dano. Depois do ponto final dele, sem resposta, não há como saber: a carta
pode ter saído, e só uma pessoa decide repetir.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress

from hub.documentos.correio.servidores import Servidor

#: Segundos de espera por qualquer resposta do servidor.
PRAZO = 30.0
#: Caracteres da resposta que se guardam.
GUARDADOS = 300
_ACEITO, _MANDE = 250, 354
_PERMANENTE = 500
#: Sem código estendido: caixa que não existe, que mudou e nome que não serve (RFC 5321, 4.2.3); com ele, a classe do
#: endereço (RFC 3463, 3.2).
_SEM_CAIXA, _DO_ENDERECO = frozenset({550, 551, 553}), b"1"


class FalhaPassageira(Exception):
    """Não saiu, e pode sair depois."""


class FalhaPermanente(Exception):
    """Não saiu, e repetir não adianta."""


class EnderecoRecusado(FalhaPermanente):
    """O servidor não conhece o destinatário: a culpa é do endereço."""


class SemResposta(Exception):
    """O servidor recebeu o conteúdo e não respondeu: pode ter saído."""


def entregar(servidor: Servidor, *, mensagem: bytes, destinatario: str) -> str:
    """A resposta com que o servidor aceitou.

    Levanta `FalhaPassageira`, `FalhaPermanente` (e, dela, `EnderecoRecusado`) e `SemResposta`.
    """
    try:
        conversa = smtplib.SMTP(servidor.nome, servidor.porta, timeout=PRAZO)
    except (OSError, smtplib.SMTPException) as erro:
        raise FalhaPassageira(_do_erro(erro)) from erro
    try:
        _apresentar(conversa, servidor)
        _cobrar(conversa.mail(servidor.remetente))
        _cobrar_destinatario(conversa.rcpt(destinatario))
        _cobrar(conversa.docmd("DATA"), esperado=_MANDE)
        return _conteudo(conversa, mensagem)
    except smtplib.SMTPResponseException as erro:
        _cobrar(_resposta(erro))
        raise FalhaPassageira(_do_erro(erro)) from erro
    except (OSError, smtplib.SMTPException) as erro:
        raise FalhaPassageira(_do_erro(erro)) from erro
    finally:
        with suppress(OSError, smtplib.SMTPException):
            conversa.close()


def _apresentar(conversa: smtplib.SMTP, servidor: Servidor) -> None:
    conversa.ehlo_or_helo_if_needed()
    if servidor.cifrado:
        conversa.starttls(context=ssl.create_default_context())
        conversa.ehlo_or_helo_if_needed()
    if servidor.usuario:
        try:
            conversa.login(servidor.usuario, servidor.senha)
        except smtplib.SMTPAuthenticationError as erro:
            # Senha trocada se conserta; a carta não tem culpa.
            raise FalhaPassageira(_texto(_resposta(erro))) from erro


def _conteudo(conversa: smtplib.SMTP, mensagem: bytes) -> str:
    """Manda o conteúdo e ouve. Daqui em diante, silêncio é dúvida."""
    try:
        conversa.send(_com_pontos(mensagem) + b".\r\n")
        resposta = conversa.getreply()
    except (OSError, smtplib.SMTPException) as erro:
        raise SemResposta(_do_erro(erro)) from erro
    if resposta[0] < 0:
        raise SemResposta(_texto(resposta))
    _cobrar(resposta)
    return _texto(resposta)


def _com_pontos(mensagem: bytes) -> bytes:
    """Linhas terminadas por CR LF; a que começa por ponto leva outro (RFC 5321, 4.5.2)."""
    linhas = re.sub(rb"\r\n|\r|\n", b"\r\n", mensagem)
    linhas = re.sub(rb"(?m)^\.", b"..", linhas)
    return linhas if linhas.endswith(b"\r\n") else linhas + b"\r\n"


def _cobrar(resposta: tuple[int, bytes], *, esperado: int = _ACEITO) -> None:
    codigo = resposta[0]
    if codigo == esperado or (esperado == _ACEITO and codigo == _ACEITO + 1):
        return
    raise (FalhaPermanente if codigo >= _PERMANENTE else FalhaPassageira)(_texto(resposta))


def _cobrar_destinatario(resposta: tuple[int, bytes]) -> None:
    """A recusa do destinatário é do endereço quando o código o diz; recusar repassar, ou a política, não é."""
    estendido = re.match(rb"5\.(\d{1,3})\.\d{1,3}\b", resposta[1].strip())
    classe = estendido.group(1) if estendido else b""
    if classe == _DO_ENDERECO or (not classe and resposta[0] in _SEM_CAIXA):
        raise EnderecoRecusado(_texto(resposta))
    _cobrar(resposta)


def _resposta(erro: smtplib.SMTPResponseException) -> tuple[int, bytes]:
    dito = erro.smtp_error
    return erro.smtp_code, dito.encode() if isinstance(dito, str) else dito


def _texto(resposta: tuple[int, bytes]) -> str:
    dito = " ".join(resposta[1].decode("utf-8", "replace").split())
    return f"{resposta[0]} {dito}"[:GUARDADOS]


def _do_erro(erro: Exception) -> str:
    if isinstance(erro, socket.gaierror):
        return "o nome do servidor não se encontra"
    if isinstance(erro, TimeoutError):
        return f"o servidor não respondeu em {PRAZO:.0f} segundos"
    return f"{type(erro).__name__}: {erro}"[:GUARDADOS]
