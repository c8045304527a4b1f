"""Assinatura PAdES e CAdES, com a chave carregada uma vez.

O assinador comum do pyHanko abre e confere a chave RSA a cada assinatura, o que leva mais que assinar. Da ICP-Brasil
vêm três cuidados: o identificador do algoritmo vai sem o parâmetro NULL, não vai o atributo da hora de assinar, e a
política, quando o credor a escolhe, vai com o resumo interno dela (`politicas.csv`).
"""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from asn1crypto import algos, cms, core
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.ades.cades_asn1 import SignaturePolicyId, SignaturePolicyIdentifier
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from hub.credores.models import Credor
from hub.documentos.cofre import decifrar
from hub.documentos.erros import CertificadoRecusado
from hub.documentos.models import CertificadoDoCredor

RESUMO = "sha256"
#: SHA-256 com os parâmetros ausentes, e não NULL: é o que o conferidor do ITI aceita.
SHA256_SEM_NULO = bytes.fromhex("300b0609608648016503040201")
#: Bytes reservados no PDF para a assinatura e a cadeia de certificados.
RESERVA = 16_384
#: Assinaturas de credores diferentes que se mantêm carregadas.
CARREGADOS = 64


class Assinador(signers.SimpleSigner):  # o tipo da base não vem com o pyHanko
    """Guarda a chave aberta; quem a tem também diz a política."""

    def __init__(self, *, chave: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **partes: Any) -> None:
        self.chave = chave
        self.politica = ""
        self.de_teste = False
        super().__init__(**partes)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - a assinatura é do pyHanko
        if digest_algorithm != RESUMO:
            raise ValueError(digest_algorithm)
        if dry_run:
            return bytes(self.chave.key_size // 8 if isinstance(self.chave, rsa.RSAPrivateKey) else 160)
        if isinstance(self.chave, rsa.RSAPrivateKey):
            return self.chave.sign(data, padding.PKCS1v15(), SHA256())
        return self.chave.sign(data, ec.ECDSA(SHA256()))

    def signer_info(self, digest_algorithm: str, signed_attrs: cms.CMSAttributes, signature: bytes) -> cms.SignerInfo:
        informe = super().signer_info(digest_algorithm, signed_attrs, signature)
        informe["digest_algorithm"] = algos.DigestAlgorithm.load(SHA256_SEM_NULO)
        return informe


@dataclass(frozen=True, kw_only=True)
class Politica:
    """Uma linha de `politicas.csv`."""

    codigo: str
    nome: str
    oid: str
    endereco: str
    #: o resumo que a política traz dentro de si, e não o do arquivo dela
    sha256: str
    desde: str
    fonte: str


@cache
def politicas() -> dict[str, Politica]:
    with files("hub.documentos").joinpath("politicas.csv").open(encoding="utf-8") as arquivo:
        return {linha["codigo"]: Politica(**linha) for linha in csv.DictReader(arquivo)}


def assinador_do(credor: Credor) -> Assinador | None:
    """O assinador do certificado do credor; None se ele não tem. Levanta `CertificadoRecusado` se venceu."""
    certificado = CertificadoDoCredor.objects.filter(credor=credor).defer("cifrado").first()
    if certificado is None:
        return None
    if certificado.valido_ate <= timezone.now():
        raise CertificadoRecusado(
            motivo=f"venceu em {certificado.valido_ate:%d/%m/%Y}. Peça a troca ao operador do hub."
        )
    assinador = _carregado(certificado.pk, certificado.sha256)
    assinador.politica, assinador.de_teste = certificado.politica, certificado.de_teste
    return assinador


@lru_cache(maxsize=CARREGADOS)
def _carregado(certificado: int, _sha256: str) -> Assinador:
    """A chave aberta uma vez por processo; o resumo faz parte da lembrança para que a troca valha na hora."""
    return assinador_abrir(decifrar(bytes(CertificadoDoCredor.objects.get(pk=certificado).cifrado)))


def assinador_abrir(conteudo: bytes) -> Assinador:
    """De um PKCS#12 sem senha, já conferido (`hub.documentos.certificados`)."""
    base = signers.SimpleSigner.load_pkcs12_data(conteudo, other_certs=())
    chave, _, _ = pkcs12.load_key_and_certificates(conteudo, None)
    if not isinstance(chave, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        raise CertificadoRecusado(motivo="a chave não é RSA nem de curva elíptica.")
    return Assinador(
        chave=chave, signing_cert=base.signing_cert, signing_key=base.signing_key, cert_registry=base.cert_registry
    )


def assinatura_de(assinador: Assinador) -> dict[str, Any]:
    """O que fica na linha do que foi assinado."""
    certificado: Any = assinador.signing_cert
    return {
        "titular": certificado.subject.native.get("common_name", ""),
        "certificado": certificado.sha256.hex(),
        "de_teste": assinador.de_teste,
        "politica": assinador.politica,
    }


def pdf_assinar(pdf: bytes, assinador: Assinador, *, motivo: str) -> bytes:
    """O PDF com a assinatura PAdES acrescentada ao fim; os bytes que havia não mudam."""
    saida = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name="Assinatura",
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm=RESUMO,
            reason=motivo,
            cades_signed_attr_spec=_atributos(assinador),
        ),
        signer=assinador,
        bytes_reserved=RESERVA,
        output=saida,
    )
    return saida.getvalue()


def _atributos(assinador: Assinador) -> CAdESSignedAttrSpec:
    politica = politicas().get(assinador.politica)
    return CAdESSignedAttrSpec(signature_policy_identifier=_identificador(politica) if politica else None)


def _identificador(politica: Politica) -> SignaturePolicyIdentifier:
    resumo = {
        "digest_algorithm": algos.DigestAlgorithm.load(SHA256_SEM_NULO),
        "digest": bytes.fromhex(politica.sha256),
    }
    qualificador = {"sig_policy_qualifier_id": "sp_uri", "sig_qualifier": core.IA5String(politica.endereco)}
    return SignaturePolicyIdentifier(
        name="signature_policy_id",
        value=SignaturePolicyId(
            {
                "sig_policy_id": politica.oid,
                "sig_policy_hash": resumo,
                "sig_policy_qualifiers": [qualificador],
            }
        ),
    )


def manifesto_assinar(conteudo: bytes, assinador: Assinador) -> bytes:
    """A assinatura CAdES (CMS, destacada) de um manifesto: um arquivo `.p7s`."""
    atributos = PdfCMSSignedAttributes(cades_signed_attrs=_atributos(assinador))
    assinando = assinador.async_sign_general_data(
        conteudo, RESUMO, detached=True, use_cades=True, signed_attr_settings=atributos
    )
    return bytes(asyncio.run(assinando).dump())
