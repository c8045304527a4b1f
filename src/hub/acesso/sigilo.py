"""O que se guarda cifrado ou só como resumo, com chaves derivadas do segredo da instalação."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


def cifrar(texto: str, *, assunto: str) -> str:
    """O texto cifrado; só se lê com o mesmo assunto e o mesmo segredo da instalação."""
    return _cifra(assunto).encrypt(texto.encode()).decode()


def decifrar(cifrado: str, *, assunto: str) -> str:
    """O texto de volta. Levanta `cryptography.fernet.InvalidToken` se o segredo ou o assunto é outro."""
    return _cifra(assunto).decrypt(cifrado.encode()).decode()


def resumir(texto: str, *, assunto: str) -> str:
    """HMAC-SHA256 em hexadecimal: compara-se sem se guardar, e sem o segredo não se adivinha por lista."""
    return salted_hmac(assunto, texto, algorithm="sha256").hexdigest()


def _cifra(assunto: str) -> Fernet:
    derivada = HKDF(algorithm=SHA256(), length=32, salt=None, info=assunto.encode()).derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derivada))
