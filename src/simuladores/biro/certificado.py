"""O certificado do simulador em HTTPS: assinado por si mesmo, para ensaiar a recusa de quem confere."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

#: Sem relógio: vale em qualquer dia em que se ensaie.
_DESDE, _ATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
_LUGAR: Final = "127.0.0.1"


def contexto_tls(pasta: Path) -> ssl.SSLContext:
    """O contexto do servidor, com o certificado de `certificado.pem` da pasta, feito na primeira vez."""
    caminho = pasta / "certificado.pem"
    if not caminho.exists():
        caminho.write_bytes(_novo())
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.load_cert_chain(caminho)
    return contexto


def _novo() -> bytes:
    chave = ec.generate_private_key(ec.SECP256R1())
    nome = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SPC Brasil simulado")])
    certificado = (
        x509.CertificateBuilder()
        .subject_name(nome)
        .issuer_name(nome)
        .public_key(chave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_DESDE)
        .not_valid_after(_ATE)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(_LUGAR))]), critical=False)
        .sign(chave, SHA256())
    )
    privada = chave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return privada + certificado.public_bytes(Encoding.PEM)
