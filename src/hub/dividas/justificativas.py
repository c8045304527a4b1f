"""A saída da consulta: o credor diz por que a CDA está certa, e ela volta à cobrança."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.comum.situacoes import Posicao
from hub.comum.textos import texto_guardavel
from hub.credores.consultas import convenio_em
from hub.dividas.models import CDA, Passagem

#: Caracteres que uma justificativa pode ter.
TAMANHO = (10, 1_000)


class ForaDeConsulta(Recusa):
    """A CDA {numero} não está em consulta: não há ressalva a justificar. Veja a situação na página dela."""

    status = 409


class JustificativaCurta(Recusa):
    """A justificativa precisa de {minimo} a {maximo} caracteres. Diga o fato e o documento que o prova."""

    status = 422


class PrazoDaConsultaAcabou(Recusa):
    """O prazo do convênio para justificar a CDA {numero} acabou em {ate:%d/%m/%Y}. Confira o dado e mande a CDA de
    novo, com a operação A: o envio abre outro prazo.
    """

    status = 409


def consulta_ate(cda: CDA) -> date | None:
    """O último dia em que se justifica a CDA que ficou em consulta; nulo se não está, ou se não havia convênio.

    Conta-se do dia em que chegou a versão atual, pela cláusula do convênio vigente nele.
    """
    if cda.posicao != Posicao.EM_CONSULTA:
        return None
    convenio = convenio_em(cda.credor, cda.lote.em)
    return cda.lote.em + timedelta(days=convenio.prazo_consulta_dias) if convenio else None


@transaction.atomic
def cda_justificar(*, cda: CDA, justificativa: str, ator: str, em: date) -> None:
    """Leva a CDA de em consulta a ativa, com passagem e evento.

    Levanta `ForaDeConsulta`, `PrazoDaConsultaAcabou` e `JustificativaCurta`.
    """
    texto = texto_guardavel(" ".join(justificativa.split()))
    if not TAMANHO[0] <= len(texto) <= TAMANHO[1]:
        raise JustificativaCurta(minimo=TAMANHO[0], maximo=TAMANHO[1])
    if (ate := consulta_ate(cda)) and em > ate:
        raise PrazoDaConsultaAcabou(numero=cda.numero_cda, ate=ate)
    mudou = CDA.objects.filter(pk=cda.pk, posicao=Posicao.EM_CONSULTA).update(posicao=Posicao.ATIVA, causas=0)
    if not mudou:
        raise ForaDeConsulta(numero=cda.numero_cda)
    agora = timezone.now()
    passagem = Passagem.objects.create(
        credor_id=cda.credor_id,
        cda=cda,
        de=Posicao.EM_CONSULTA,
        para=Posicao.ATIVA,
        motivo=f"justificativa:{texto}",
        em=agora,
    )
    evento_registrar(
        Etiqueta.CDA_JUSTIFICADA,
        ator=ator,
        credor=cda.credor,
        em=agora,
        cda=cda.pk,
        numero_cda=cda.numero_cda,
        # O texto pode trazer dado pessoal: fica na passagem, e o evento, que nunca se apaga, só aponta para ela.
        passagem=passagem.pk,
    )
