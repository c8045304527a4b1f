"""A chave Ed25519 que assina os selos e as chaves públicas em que esta instalação confia.

Ficam na subpasta `selo` da pasta do hub: `privada.pem` (só o dono lê), criada uma vez, e `publicas.txt`, uma chave
pública por linha. Quem troca a chave, ou sela de mais de uma máquina, põe em `publicas.txt` as outras.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from hub.auditoria.recibo import ASSUNTO


def pasta_do_selo() -> Path:
    """A subpasta `selo` da pasta do hub, fechada aos outros usuários."""
    pasta = Path(settings.PASTA) / "selo"
    pasta.mkdir(mode=0o700, exist_ok=True)
    return pasta


def chave_privada() -> Ed25519PrivateKey:
    """A chave desta instalação; nasce na primeira chamada."""
    arquivo = pasta_do_selo() / "privada.pem"
    if not arquivo.exists():
        _criar(arquivo)
    chave = load_pem_private_key(arquivo.read_bytes(), password=None)
    if not isinstance(chave, Ed25519PrivateKey):
        raise TypeError(f"{arquivo} não é uma chave Ed25519: restaure a que o hub criou")
    return chave


def chaves_publicas() -> frozenset[bytes]:
    """A chave pública desta instalação, se já existe, e as de `publicas.txt`, 32 bytes cada."""
    pasta = pasta_do_selo()
    arquivo = pasta / "publicas.txt"
    confiadas = set(map(bytes.fromhex, arquivo.read_text().split())) if arquivo.exists() else set()
    if (pasta / "privada.pem").exists():
        confiadas.add(chave_privada().public_key().public_bytes_raw())
    return frozenset(confiadas)


def confere(*, corpo: bytes, assinatura: bytes, chave_publica: bytes) -> bool:
    """Se a assinatura é do corpo do selo, por essa chave."""
    try:
        Ed25519PublicKey.from_public_bytes(chave_publica).verify(assinatura, ASSUNTO + corpo)
    except (InvalidSignature, ValueError):
        return False
    return True


def _criar(arquivo: Path) -> None:
    """Escreve à parte e liga o nome no fim: dois processos ao mesmo tempo ficam com a mesma chave."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    provisorio = arquivo.with_name(f"privada.{secrets.token_hex(8)}")
    with os.fdopen(os.open(provisorio, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as saida:
        saida.write(pem)
        saida.flush()
        os.fsync(saida.fileno())
    try:
        os.link(provisorio, arquivo)
    except FileExistsError:
        pass
    finally:
        provisorio.unlink()
