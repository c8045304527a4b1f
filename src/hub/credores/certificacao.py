"""A certificação de que as dívidas que o credor envia são válidas e devidas e tiveram devido processo."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.calendario import somar_meses
from hub.comum.documentos import documento_formatar
from hub.credores.consultas import convenio_em
from hub.credores.erros import CertificacaoNaoSePede, SemConvenioEmVigor, SemQuemCertifica
from hub.credores.models import CertificacaoAnual, Convenio, Credor

_TEXTO: Final = (
    "{pessoa}, em nome de {credor}, CNPJ {cnpj}, certifica que as dívidas que o credor envia e enviar ao HUB Cobrança "
    "até {ate} são válidas e devidas e foram constituídas e inscritas em dívida ativa com o devido processo, e que "
    "responde pelas informações delas. Convênio, versão {versao}."
)


@transaction.atomic
def convenio_certificar(*, credor: Credor, certificada_por: str, em: date, ator: str) -> CertificacaoAnual:
    """Certifica as dívidas pelo prazo do convênio em vigor, contado de `em`; repetir no mesmo dia não muda nada.

    Levanta `SemConvenioEmVigor`, `CertificacaoNaoSePede` e `SemQuemCertifica`.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    convenio = convenio_em(credor, em)
    if convenio is None:
        raise SemConvenioEmVigor(credor=credor.nome, em=f"{em:%d/%m/%Y}")
    if convenio.certificacao_meses is None:
        raise CertificacaoNaoSePede(credor=credor.nome)
    return certificacao_gravar(convenio=convenio, certificada_por=certificada_por, em=em, ator=ator)


def certificacao_gravar(*, convenio: Convenio, certificada_por: str, em: date, ator: str) -> CertificacaoAnual:
    """A certificação desta versão do convênio, que pede certificação, neste dia; se já há, a que há."""
    pessoa = " ".join(certificada_por.split())
    if not pessoa:
        raise SemQuemCertifica
    feita = CertificacaoAnual.objects.filter(convenio=convenio, certificada_em=em).first()
    if feita is not None:
        return feita
    ate = somar_meses(em, convenio.certificacao_meses or 0)
    texto = texto_da_certificacao(convenio, pessoa=pessoa, ate=ate)
    feita = CertificacaoAnual.objects.create(
        credor=convenio.credor,
        convenio=convenio,
        certificada_em=em,
        certificada_por=pessoa,
        valida_ate=ate,
        texto=texto,
        sha256=sha256(texto.encode()).hexdigest(),
        registrada_em=timezone.now(),
    )
    _registrar(feita, ator)
    return feita


def texto_da_certificacao(convenio: Convenio, *, pessoa: str, ate: date) -> str:
    """O que se declara, por extenso."""
    credor = convenio.credor
    return _TEXTO.format(
        pessoa=pessoa,
        credor=credor.nome,
        cnpj=documento_formatar(credor.cnpj),
        ate=f"{ate:%d/%m/%Y}",
        versao=convenio.versao,
    )


def _registrar(feita: CertificacaoAnual, ator: str) -> None:
    evento_registrar(
        Etiqueta.CONVENIO_CERTIFICADO,
        ator=ator,
        credor=feita.credor,
        em=feita.registrada_em,
        convenio=feita.convenio_id,
        versao=feita.convenio.versao,
        certificada_por=feita.certificada_por,
        valida_ate=feita.valida_ate,
        sha256=feita.sha256,
    )
