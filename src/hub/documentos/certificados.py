"""O certificado com que o credor assina: guardar um de verdade (PKCS#12) ou fazer um de ensaio, na hora."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.db import transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.documentos.assinatura import politicas
from hub.documentos.cofre import cifrar
from hub.documentos.erros import CertificadoRecusado
from hub.documentos.models import CertificadoDoCredor

#: Validade do certificado de ensaio; bits da chave RSA dele.
ENSAIO, BITS = timedelta(days=365), 2048
#: Bits que uma chave RSA tem de ter para assinar.
MINIMO_DE_BITS = 2048


@transaction.atomic
def certificado_guardar(
    *,
    credor: Credor,
    conteudo: bytes,
    senha: str,
    ator: str,
    agora: datetime,
    politica: str = "",
    de_teste: bool = False,
) -> CertificadoDoCredor:
    """Guarda o PKCS#12 cifrado, no lugar do que houver. Levanta `CertificadoRecusado`."""
    if politica and politica not in politicas():
        raise CertificadoRecusado(motivo=f"não há política {politica}. As que há: {', '.join(politicas())}.")
    chave, certificado, cadeia = _abrir(conteudo, senha)
    _conferir(certificado, agora)
    # Sem senha própria e com a cadeia junto: quem cifra é o cofre.
    sem_senha = pkcs12.serialize_key_and_certificates(None, chave, certificado, cadeia, NoEncryption())
    resumo = certificado.fingerprint(SHA256()).hex()
    titular = _titular(certificado)
    guardado, _ = CertificadoDoCredor.objects.update_or_create(
        credor=credor,
        defaults={
            "cifrado": cifrar(sem_senha),
            "titular": titular,
            "sha256": resumo,
            "valido_ate": certificado.not_valid_after_utc,
            "de_teste": de_teste,
            "politica": politica,
        },
    )
    _registrar(guardado, ator, agora)
    return guardado


def _registrar(guardado: CertificadoDoCredor, ator: str, agora: datetime) -> None:
    evento_registrar(
        Etiqueta.CERTIFICADO_GUARDADO,
        ator=ator,
        credor=guardado.credor,
        em=agora,
        titular=guardado.titular,
        sha256=guardado.sha256,
        valido_ate=guardado.valido_ate,
        de_teste=int(guardado.de_teste),
        politica=guardado.politica,
    )


def certificado_de_ensaio(*, credor: Credor, ator: str, agora: datetime) -> CertificadoDoCredor:
    """Um certificado feito na hora, que diz de si mesmo que não vale: para o ensaio e a demonstração."""
    return certificado_guardar(
        credor=credor, conteudo=pkcs12_de_ensaio(credor.nome, agora), senha="", ator=ator, agora=agora, de_teste=True
    )


def pkcs12_de_ensaio(nome: str, agora: datetime) -> bytes:
    """PKCS#12 com chave nova e certificado assinado por ela mesma."""
    chave = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    comum = f"SEM VALOR, DE ENSAIO: {nome}"[:64]
    titular = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "BR"), x509.NameAttribute(NameOID.COMMON_NAME, comum)]
    )
    usos = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    certificado = (
        x509.CertificateBuilder()
        .subject_name(titular)
        .issuer_name(titular)
        .public_key(chave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(agora.astimezone(UTC) - timedelta(minutes=5))
        .not_valid_after(agora.astimezone(UTC) + ENSAIO)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usos), critical=True
        )
        .sign(chave, SHA256())
    )
    return pkcs12.serialize_key_and_certificates(None, chave, certificado, None, NoEncryption())


Chave = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _abrir(conteudo: bytes, senha: str) -> tuple[Chave, x509.Certificate, list[x509.Certificate]]:
    try:
        with warnings.catch_warnings():
            # O PKCS#12 que as autoridades entregam costuma vir em BER; a biblioteca o lê, mas avisa.
            warnings.simplefilter("ignore")
            chave, certificado, cadeia = pkcs12.load_key_and_certificates(conteudo, senha.encode() or None)
    except ValueError as erro:
        raise CertificadoRecusado(motivo="o arquivo não é PKCS#12 (.pfx, .p12), ou a senha não é a dele.") from erro
    if certificado is None or not isinstance(chave, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        raise CertificadoRecusado(
            motivo="o arquivo não traz a chave, RSA ou de curva elíptica, com o certificado dela."
        )
    if isinstance(chave, rsa.RSAPrivateKey) and chave.key_size < MINIMO_DE_BITS:
        raise CertificadoRecusado(motivo=f"a chave tem {chave.key_size} bits, e o mínimo é {MINIMO_DE_BITS}.")
    return chave, certificado, cadeia


def _conferir(certificado: x509.Certificate, agora: datetime) -> None:
    """A validade e o uso. Levanta `CertificadoRecusado`."""
    if not certificado.not_valid_before_utc <= agora < certificado.not_valid_after_utc:
        inicio, fim = certificado.not_valid_before_utc, certificado.not_valid_after_utc
        raise CertificadoRecusado(motivo=f"vale de {inicio:%d/%m/%Y} a {fim:%d/%m/%Y}.")
    try:
        usos = certificado.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usos.digital_signature or usos.content_commitment):
        raise CertificadoRecusado(motivo="ele não é de assinar documentos. Use o de assinatura do credor.")


def _titular(certificado: x509.Certificate) -> str:
    nomes = certificado.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(nomes[0].value)[:200] if nomes else certificado.subject.rfc4514_string()[:200]
