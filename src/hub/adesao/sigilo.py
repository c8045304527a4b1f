"""O CPF do representante: cifrado para se mostrar a quem pode, resumido para se comparar sem se abrir."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cpf_cifrar(cpf: str) -> str:
    """O CPF limpo, cifrado; cada vez sai diferente."""
    return _cofre().encrypt(cpf.encode()).decode()


def cpf_decifrar(cifrado: str) -> str:
    return _cofre().decrypt(cifrado.encode()).decode()


def cpf_resumir(cpf: str) -> str:
    """Sempre o mesmo para o mesmo CPF limpo nesta instalação; sem a chave dela não se acha por tentativa."""
    return hmac.new(_chave("cpf-resumo"), cpf.encode(), hashlib.sha256).hexdigest()


def _cofre() -> Fernet:
    return Fernet(urlsafe_b64encode(_chave("cpf-cifra")))


def _chave(uso: str) -> bytes:
    derivar = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hub.adesao:{uso}".encode())
    return derivar.derive(settings.SECRET_KEY.encode())
