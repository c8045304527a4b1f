"""A única porta por que uma adesão muda de situação."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from hub.adesao.erros import AdesaoDesconhecida, AdesaoEmCurso, PassagemNaoCabe, SituacaoMudou
from hub.adesao.models import Adesao, PassagemDaAdesao
from hub.adesao.situacoes import PODE, SituacaoDaAdesao
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.documentos import documento_formatar


def adesao_travar(numero: int) -> Adesao:
    """A adesão, presa até o fim da transação. Levanta `AdesaoDesconhecida`."""
    achada = Adesao.objects.select_for_update().filter(pk=numero).first()
    if achada is None:
        raise AdesaoDesconhecida(adesao=numero)
    return achada


def adesao_passar(adesao: Adesao, para: SituacaoDaAdesao, *, quem: str, em: datetime, motivo: str = "") -> None:
    """Muda a situação, deixa a passagem e o evento. Levanta `PassagemNaoCabe`, `SituacaoMudou` e `AdesaoEmCurso`."""
    de = SituacaoDaAdesao(adesao.situacao)
    if para not in PODE[de]:
        raise passagem_negada(adesao, para)
    try:
        with transaction.atomic():
            mudou = Adesao.objects.filter(pk=adesao.pk, situacao=de).update(situacao=para, mudou_em=em)
    except IntegrityError:
        raise AdesaoEmCurso(cnpj=documento_formatar(adesao.cnpj)) from None
    if not mudou:
        raise SituacaoMudou(adesao=adesao.pk)
    adesao.situacao, adesao.mudou_em = para, em
    PassagemDaAdesao.objects.create(
        adesao=adesao, credor=adesao.credor, de=de, para=para, motivo=motivo, quem=quem, em=em
    )
    evento_registrar(
        Etiqueta.ADESAO_PASSOU,
        ator=quem,
        credor=adesao.credor,
        em=em,
        adesao=adesao.pk,
        cnpj=adesao.cnpj,
        nome=adesao.nome,
        de=str(de),
        para=str(para),
        motivo=motivo,
    )


def passagem_negada(adesao: Adesao, para: SituacaoDaAdesao) -> PassagemNaoCabe:
    """A recusa de levar a adesão, como está, a essa situação."""
    situacao = SituacaoDaAdesao(adesao.situacao).label.lower()
    return PassagemNaoCabe(adesao=adesao.pk, situacao=situacao, para=para.label.lower())
