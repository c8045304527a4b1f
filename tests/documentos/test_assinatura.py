"""PAdES e CAdES conferidos por quem não é o hub que assinou: o conferidor do pyHanko."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from asn1crypto import cms
from cda_completa import FazerCDA
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_detached_cms, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.assinatura import SHA256_SEM_NULO, Assinador, assinador_do, manifesto_assinar, politicas
from hub.documentos.certificados import certificado_de_ensaio, certificado_guardar, pkcs12_de_ensaio
from hub.documentos.emissao import documento_emitir
from hub.documentos.erros import CertificadoRecusado
from hub.documentos.models import CertificadoDoCredor, Documento, VersaoDoModelo

pytestmark = pytest.mark.django_db
AD_RB = "PA_PAdES_AD_RB_v1_3"


@pytest.fixture
def assinador(recife: Credor) -> Assinador:
    certificado_de_ensaio(credor=recife, ator="ana", agora=timezone.now())
    achado = assinador_do(recife)
    assert achado is not None
    return achado


def pdf_de(documento: Documento) -> bytes:
    return arquivo_guardado(documento.credor, documento.sha256).read_bytes()


def confianca(assinador: Assinador) -> ValidationContext:
    return ValidationContext(trust_roots=[assinador.signing_cert])


def atributos(pdf: bytes) -> dict[str, cms.CMSAttribute]:
    assinatura = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return {atributo["type"].native: atributo["values"] for atributo in assinatura.signer_info["signed_attrs"]}


def test_a_certidao_assinada_se_confere(
    cda: CDA, certidao: VersaoDoModelo, assinador: Assinador, agora: datetime
) -> None:
    documento = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    pdf = pdf_de(documento)
    assinatura = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    assert assinatura.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    situacao = validate_pdf_signature(assinatura, confianca(assinador))
    assert (situacao.intact, situacao.valid, situacao.trusted) == (True, True, True)
    assert situacao.coverage.name == "ENTIRE_FILE"
    assert documento.assinatura["de_teste"]
    assert documento.assinatura["titular"].startswith("SEM VALOR, DE ENSAIO")


def test_um_byte_mudado_quebra_a_assinatura(
    cda: CDA, certidao: VersaoDoModelo, assinador: Assinador, agora: datetime
) -> None:
    pdf = bytearray(pdf_de(documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)))
    pdf[pdf.index(b"pdfaid:part>2") + 12] = ord("3")
    situacao = validate_pdf_signature(
        PdfFileReader(io.BytesIO(bytes(pdf))).embedded_signatures[0], confianca(assinador)
    )
    assert not situacao.intact


def test_sem_hora_e_sem_nulo(cda: CDA, certidao: VersaoDoModelo, assinador: Assinador, agora: datetime) -> None:
    pdf = pdf_de(documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora))
    assert set(atributos(pdf)) == {"content_type", "message_digest", "signing_certificate_v2"}
    assinatura = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    assert assinatura.signer_info["digest_algorithm"].dump() == SHA256_SEM_NULO
    assert assinatura.signed_data["digest_algorithms"][0].dump() == SHA256_SEM_NULO


def test_a_politica_vai_com_o_resumo_interno(
    recife: Credor, cda: CDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    conteudo = pkcs12_de_ensaio("Recife", timezone.now())
    certificado_guardar(credor=recife, conteudo=conteudo, senha="", ator="ana", agora=timezone.now(), politica=AD_RB)
    pdf = pdf_de(documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora))
    dita = atributos(pdf)["signature_policy_identifier"][0].chosen
    assert dita["sig_policy_id"].native == politicas()[AD_RB].oid
    assert dita["sig_policy_hash"]["digest"].native.hex() == politicas()[AD_RB].sha256
    assert dita["sig_policy_hash"]["digest_algorithm"].dump() == SHA256_SEM_NULO
    assinador = assinador_do(recife)
    assert assinador is not None
    situacao = validate_pdf_signature(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0], confianca(assinador))
    assert situacao.intact


def test_o_manifesto_assinado_se_confere(assinador: Assinador) -> None:
    conteudo = b'{"lote": 1}'
    assinada = cms.ContentInfo.load(manifesto_assinar(conteudo, assinador))["content"]
    for dados, certo in ((conteudo, True), (b'{"lote": 2}', False)):
        situacao = asyncio.run(async_validate_detached_cms(dados, assinada, confianca(assinador)))
        assert situacao.intact is certo


def test_o_certificado_com_senha_fica_cifrado(recife: Credor) -> None:
    agora = timezone.now()
    chave, certificado, _ = pkcs12.load_key_and_certificates(pkcs12_de_ensaio("Recife", agora), None)
    assert chave is not None
    com_senha = pkcs12.serialize_key_and_certificates(
        b"credor", chave, certificado, None, BestAvailableEncryption(b"segredo-do-credor")
    )
    with pytest.raises(CertificadoRecusado, match="senha"):
        certificado_guardar(credor=recife, conteudo=com_senha, senha="outra", ator="ana", agora=agora)
    guardado = certificado_guardar(
        credor=recife, conteudo=com_senha, senha="segredo-do-credor", ator="ana", agora=agora
    )
    assert b"PRIVATE" not in bytes(guardado.cifrado)
    assert bytes(guardado.cifrado).startswith(b"gAAAA")
    assert assinador_do(recife) is not None
    assert "segredo-do-credor" not in str(list(Evento.objects.values_list("chaves")))


def test_o_certificado_da_vizinha_nao_assina_o_da_dona(recife: Credor, olinda: Credor, assinador: Assinador) -> None:
    assert assinador_do(olinda) is None
    certificado_de_ensaio(credor=olinda, ator="olga", agora=timezone.now())
    da_vizinha = assinador_do(olinda)
    assert da_vizinha is not None
    assert da_vizinha.signing_cert.sha256 != assinador.signing_cert.sha256


def test_a_troca_do_certificado_vale_na_hora(recife: Credor, assinador: Assinador) -> None:
    certificado_de_ensaio(credor=recife, ator="ana", agora=timezone.now())
    novo = assinador_do(recife)
    assert novo is not None
    assert novo.signing_cert.sha256 != assinador.signing_cert.sha256
    assert CertificadoDoCredor.objects.count() == 1


@pytest.mark.parametrize("conteudo", [b"", b"x", b"0\x82\x01\x00"])
def test_o_que_nao_e_pkcs12_e_recusado(conteudo: bytes, recife: Credor, agora: datetime) -> None:
    with pytest.raises(CertificadoRecusado, match="PKCS#12"):
        certificado_guardar(credor=recife, conteudo=conteudo, senha="", ator="ana", agora=agora)


def test_vencido_ou_de_politica_que_nao_ha_e_recusado(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, assinador: Assinador
) -> None:
    velho = pkcs12_de_ensaio("Recife", datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(CertificadoRecusado, match="vale de"):
        certificado_guardar(credor=recife, conteudo=velho, senha="", ator="ana", agora=timezone.now())
    with pytest.raises(CertificadoRecusado, match="não há política"):
        certificado_guardar(
            credor=recife, conteudo=velho, senha="", ator="ana", agora=timezone.now(), politica="inventada"
        )
    daqui_a_dois_anos = timezone.now() + timedelta(days=730)
    with time_machine.travel(daqui_a_dois_anos), pytest.raises(CertificadoRecusado, match="venceu"):
        documento_emitir(cda=fazer_cda(recife), versao=certidao, ator="ana", agora=daqui_a_dois_anos)
    assert not Documento.objects.exists()
