"""A mensagem que leva a carta: texto simples e o PDF anexo. Montada de novo, é a mesma, byte a byte."""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.timezone import localtime

from hub.comum.documentos import documento_formatar
from hub.dividas.models import CDA
from hub.documentos.codigo import codigo_formatar
from hub.documentos.erros import DestinatarioRecusado, SemDestinatario
from hub.documentos.folha import endereco_de_conferencia
from hub.documentos.models import Envio

_CORPO = """\
{credor} (CNPJ {cnpj}) envia em anexo a carta "{modelo}", referente à CDA {cda}.

Código de conferência: {codigo}
Confira se a carta é verdadeira em {conferencia}. Digite o endereço no navegador: não é preciso clicar em nada nem
informar senha ou dado bancário.

Esta mensagem saiu do HUB Cobrança em nome de {credor}. Não responda a ela: o contato está na carta.
"""


def destinatario_da(cda: CDA) -> str:
    """O endereço do devedor, conferido. Levanta `SemDestinatario` e `DestinatarioRecusado`."""
    endereco = (cda.devedor_email or "").strip()
    if not endereco:
        raise SemDestinatario(numero_cda=cda.numero_cda)
    if not endereco.isascii() or not endereco.isprintable() or any(letra in endereco for letra in ' ,;<>()[]\\"'):
        raise DestinatarioRecusado(numero_cda=cda.numero_cda, motivo="traz caractere que um endereço não leva.")
    try:
        validate_email(endereco)
    except ValidationError:
        raise DestinatarioRecusado(numero_cda=cda.numero_cda, motivo="não tem a forma nome@dominio.") from None
    return endereco


def mensagem_montar(envio: Envio, *, remetente: str, pdf: bytes) -> bytes:
    """A mensagem inteira. Nada da CDA vai em cabeçalho além do endereço conferido."""
    documento, credor = envio.documento, envio.credor
    modelo = documento.versao.modelo
    mensagem = EmailMessage(policy=SMTP)
    mensagem["From"] = Address(_numa_linha(credor.nome), addr_spec=remetente)
    mensagem["To"] = Address(addr_spec=envio.destinatario)
    mensagem["Subject"] = _numa_linha(f"{modelo.nome} - {credor.nome}")
    mensagem["Date"] = format_datetime(localtime(envio.criado_em))
    mensagem["Message-ID"] = envio.identificador
    mensagem["Auto-Submitted"] = "auto-generated"
    mensagem.set_content(
        _CORPO.format(
            credor=credor.nome,
            cnpj=documento_formatar(credor.cnpj),
            modelo=modelo.nome,
            cda=documento.cda.numero_cda,
            codigo=codigo_formatar(documento.codigo),
            conferencia=endereco_de_conferencia(),
        ),
        cte="quoted-printable",
    )
    mensagem.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"carta-{documento.codigo}.pdf")
    mensagem.set_boundary("=_" + hashlib.sha256(envio.identificador.encode()).hexdigest()[:40])
    return mensagem.as_bytes()


def _numa_linha(texto: str) -> str:
    return " ".join("".join(letra if letra.isprintable() else " " for letra in texto).split())
