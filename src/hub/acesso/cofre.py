"""O cofre dos segredos com que o hub chama serviços de fora: cifrados com uma chave que não está no banco.

A chave vem da variável `HUB_COFRE` (uma ou mais, separadas por espaço: a primeira cifra, todas abrem, e assim se
troca) ou, sem ela, do arquivo `cofre/chave` da pasta do hub, que só o dono lê e nasce no primeiro uso. Cada segredo se
cifra para um assunto (de quem e de que canal é): copiado para outra linha do banco, não se abre.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from hub.comum.erros import Recusa

#: Bytes de uma chave.
TAMANHO: Final = 32


class ChaveDoCofreErrada(Recusa):
    """A chave do cofre em {onde} não são 32 bytes em base64. Restaure a que havia; uma nova se faz com

    `python -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"`, e os segredos guardados
    com a anterior se guardam de novo.
    """

    status = 500


class SegredoIlegivel(Recusa):
    """O segredo guardado não se abre com a chave do cofre desta instalação: ela mudou, ou a linha veio de outro lugar.

    Devolva a chave anterior (`HUB_COFRE` ou `cofre/chave`), ou guarde o segredo de novo com `hub canal segredo`.
    """

    status = 500


def cofre_guardar(segredo: str, *, assunto: str) -> bytes:
    """O segredo cifrado; só se abre com o mesmo assunto e uma das chaves. Levanta `ChaveDoCofreErrada`."""
    return _cifra(assunto).encrypt(segredo.encode())


def cofre_abrir(cifrado: bytes, *, assunto: str) -> str:
    """O segredo. Levanta `SegredoIlegivel` e `ChaveDoCofreErrada`."""
    try:
        return _cifra(assunto).decrypt(cifrado).decode()
    except InvalidToken:
        raise SegredoIlegivel from None


def _cifra(assunto: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derivar(chave, assunto))) for chave in _chaves()])


def _derivar(chave: bytes, assunto: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=TAMANHO, salt=None, info=f"hub.acesso.cofre:{assunto}".encode()).derive(
        chave
    )


def _chaves() -> list[bytes]:
    if ditas := os.environ.get("HUB_COFRE", "").split():
        return [_ler(dita, "HUB_COFRE") for dita in ditas]
    pasta = Path(settings.PASTA) / "cofre"
    pasta.mkdir(mode=0o700, exist_ok=True)
    arquivo = pasta / "chave"
    if not arquivo.exists():
        _criar(arquivo)
    return [_ler(arquivo.read_text().strip(), str(arquivo))]


def _ler(dita: str, onde: str) -> bytes:
    try:
        chave = base64.urlsafe_b64decode(dita)
    except (binascii.Error, ValueError):
        chave = b""
    if len(chave) != TAMANHO:
        raise ChaveDoCofreErrada(onde=onde)
    return chave


def _criar(arquivo: Path) -> None:
    """Escreve à parte e liga o nome no fim: dois processos ao mesmo tempo ficam com a mesma chave."""
    provisorio = arquivo.with_name(f"chave.{secrets.token_hex(8)}")
    with os.fdopen(os.open(provisorio, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as saida:
        saida.write(base64.urlsafe_b64encode(secrets.token_bytes(TAMANHO)))
        saida.flush()
        os.fsync(saida.fileno())
    try:
        os.link(provisorio, arquivo)
    except FileExistsError:
        pass
    finally:
        provisorio.unlink()
