"""Assinatura: PAdES de certidões de uma página.

Nossa: o que cada emissão faz: pergunta ao banco que certificado o credor tem e assina.
Base: um laço de pyHanko com a chave já carregada, como em quem só assina.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carteira import ATOR, credor_do_bench
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa

PROMESSA = Promessa(
    nome="assinatura",
    base="laço de pyHanko com a chave carregada",
    deve=0.8,
    alvo=0.95,
    melhor="maior",
    tamanho=300,
)


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(_tamanho: int, pasta: Path) -> dict[str, Any]:
    """O credor com certificado de ensaio, e um PDF/A de uma página."""
    from hub.documentos.certificados import certificado_de_ensaio, pkcs12_de_ensaio  # noqa: PLC0415 - Django pronto
    from hub.documentos.oficina import pdf_compor  # noqa: PLC0415

    agora = datetime.now(UTC)
    credor: Any = credor_do_bench()
    certificado_de_ensaio(credor=credor, ator=ATOR, agora=agora)
    (pasta / "base.p12").write_bytes(pkcs12_de_ensaio("Bench", agora))
    paragrafo = {"t": "p", "c": [{"t": "s", "x": "Certificamos que consta a inscrição. " * 20}]}
    folha = {
        "titulo": "Certidão",
        "credor": {"nome": credor.nome, "linha": "CNPJ"},
        "arvore": [paragrafo] * 5,
        "documentos": [{"valores": {}}],
    }
    (pasta / "certidao.pdf").write_bytes(pdf_compor(folha, em=agora))
    return {}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Assina como a emissão assina."""
    from hub.credores.models import Credor  # noqa: PLC0415
    from hub.documentos.assinatura import assinador_do, pdf_assinar  # noqa: PLC0415

    credor, pdf = Credor.objects.get(), (pasta / "certidao.pdf").read_bytes()
    assinador_do(credor)
    with cronometro() as medida:
        for _ in range(tamanho):
            assinador = assinador_do(credor)
            assert assinador is not None
            assinado = pdf_assinar(pdf, assinador, motivo="CDA")
    _conferir(assinado)
    return medida.com(bytes=len(assinado))


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O pyHanko com um assinador que só guarda a chave."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 - só a base usa
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    from hub.documentos.assinatura import RESERVA  # noqa: PLC0415

    conteudo = (pasta / "base.p12").read_bytes()
    chave: Any = pkcs12.load_key_and_certificates(conteudo, None)[0]

    class Carregado(signers.SimpleSigner):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - do pyHanko
            return bytes(256) if dry_run else bytes(chave.sign(data, PKCS1v15(), SHA256()))

    simples = signers.SimpleSigner.load_pkcs12_data(conteudo, other_certs=())
    assinador = Carregado(
        signing_cert=simples.signing_cert, signing_key=simples.signing_key, cert_registry=simples.cert_registry
    )
    pdf = (pasta / "certidao.pdf").read_bytes()
    with cronometro() as medida:
        for _ in range(tamanho):
            saida = io.BytesIO()
            dados = signers.PdfSignatureMetadata(
                field_name="Assinatura", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", reason="CDA"
            )
            signers.sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf)),
                dados,
                signer=assinador,
                # Sem isto o pyHanko assina duas vezes, a primeira só para saber o tamanho.
                bytes_reserved=RESERVA,
                output=saida,
            )
    _conferir(saida.getvalue())
    return medida.com()


def _conferir(assinado: bytes) -> None:
    """A assinatura vale e cobre o arquivo inteiro."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    assinatura = PdfFileReader(io.BytesIO(assinado)).embedded_signatures[0]
    confianca = ValidationContext(trust_roots=[assinatura.signer_cert])
    situacao = validate_pdf_signature(assinatura, confianca)
    assert situacao.intact
    assert situacao.valid
