"""A saída da consulta: o credor diz por que a CDA está certa, e ela volta à cobrança."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.comum.situacoes import Posicao
from hub.comum.textos import texto_guardavel
from hub.dividas.models import CDA, Passagem

#: Caracteres que uma justificativa pode ter.
TAMANHO = (10, 1_000)


class ForaDeConsulta(Recusa):
    """A CDA {numero} não está em consulta: não há ressalva a justificar. Veja a situação na página dela."""

    status = 409


class JustificativaCurta(Recusa):
    """A justificativa precisa de {minimo} a {maximo} caracteres. Diga o fato e o documento que o prova."""

    status = 422


@transaction.atomic
def cda_justificar(*, cda: CDA, justificativa: str, ator: str) -> None:
    """Leva a CDA de em consulta a ativa, com passagem e evento. Levanta `ForaDeConsulta` e `JustificativaCurta`."""
    texto = texto_guardavel(" ".join(justificativa.split()))
    if not TAMANHO[0] <= len(texto) <= TAMANHO[1]:
        raise JustificativaCurta(minimo=TAMANHO[0], maximo=TAMANHO[1])
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
