"""Segredos que o hub precisa usar (chave de assinar, senha de correio): cifrados com o segredo da instalação."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cifrar(segredo: bytes) -> bytes:
    return _chave().encrypt(segredo)


def decifrar(cifrado: bytes) -> bytes:
    """Levanta `cryptography.fernet.InvalidToken` se o segredo da instalação mudou."""
    return _chave().decrypt(cifrado)


def _chave() -> Fernet:
    derivada = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hub.documentos.cofre")
    return Fernet(base64.urlsafe_b64encode(derivada.derive(settings.SECRET_KEY.encode())))
