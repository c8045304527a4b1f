"""Emitir um documento: conferir a dívida, compor, assinar, guardar, registrar. Repetir não emite outro."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.situacoes import ENCERRADAS, Posicao
from hub.dividas.models import CDA
from hub.dividas.trava import trava_do_pagamento
from hub.documentos.arquivos import arquivo_guardar
from hub.documentos.assinatura import assinador_do, assinatura_de, pdf_assinar
from hub.documentos.erros import DividaNoCartorio, DividaSemCarta
from hub.documentos.folha import Preparado, folha_montar, preparar
from hub.documentos.models import Documento, Especie, SituacaoDoDocumento, VersaoDoModelo
from hub.documentos.oficina import paginas_compor, pdf_compor
from hub.documentos.paginas import paginas_dos_documentos
from hub.documentos.valores import emissao_preparar

#: De quem não se cobra por carta.
SEM_CARTA = frozenset({*ENCERRADAS, Posicao.SUSPENSA, Posicao.PARCELADA})


def documento_emitir(*, cda: CDA, versao: VersaoDoModelo, ator: str, agora: datetime) -> Documento:
    """O documento da CDA, como ela está, pela versão do modelo; o que já foi emitido volta como está.

    Levanta `DadoObrigatorioFalta`, `SemDesenho`, `DividaSemCarta` e `DividaNoCartorio`.
    """
    if feito := documento_do_pedido(cda, versao):
        return feito
    if versao.modelo.especie == Especie.CARTA and cda.posicao in SEM_CARTA:
        raise DividaSemCarta(numero_cda=cda.numero_cda, posicao=Posicao(cda.posicao).replace("_", " "))
    if versao.modelo.especie == Especie.CARTA and (trava := trava_do_pagamento(cda)):
        raise DividaNoCartorio(numero_cda=cda.numero_cda, trava=trava.texto)
    try:
        return _emitir(cda, versao, ator, agora)
    except IntegrityError:
        # Dois pedidos ao mesmo tempo: a restrição do banco escolheu um, e é ele que vale.
        if feito := documento_do_pedido(cda, versao):
            return feito
        raise


def documento_do_pedido(cda: CDA, versao: VersaoDoModelo) -> Documento | None:
    return Documento.objects.filter(cda=cda, credor=cda.credor_id, cda_versao=cda.versao, versao=versao).first()


@transaction.atomic
def _emitir(cda: CDA, versao: VersaoDoModelo, ator: str, agora: datetime) -> Documento:
    preparado = um_preparar(cda, versao, agora)
    pdf = pdf_compor(folha_montar(versao, [preparado], em=agora), em=agora)
    ((_, paginas),) = paginas_dos_documentos(pdf)
    assinador = assinador_do(cda.credor)
    if assinador:
        pdf = pdf_assinar(pdf, assinador, motivo=f"{versao.modelo.nome} {cda.numero_cda}")
    documento = documento_de(preparado, versao, ator=ator, agora=agora)
    documento.paginas = paginas
    documento.sha256 = arquivo_guardar(cda.credor, pdf)
    documento.assinatura = assinatura_de(assinador) if assinador else {}
    documento.save()
    _registrar(documento, cda, versao, ator, agora)
    return documento


def um_preparar(cda: CDA, versao: VersaoDoModelo, agora: datetime) -> Preparado:
    """A CDA sozinha, conferida e com os valores lidos."""
    emissao = emissao_preparar(
        credor=cda.credor,
        cdas=[cda],
        em=localdate(agora),
        usados=versao.marcadores,
        registro_eletronico=versao.registro_eletronico,
    )
    return preparar(cda, versao, emissao)


def documento_de(preparado: Preparado, versao: VersaoDoModelo, *, ator: str, agora: datetime) -> Documento:
    """A linha do documento, ainda sem o arquivo."""
    return Documento(
        credor_id=preparado.cda.credor_id,
        cda=preparado.cda,
        cda_versao=preparado.cda.versao,
        especie=versao.modelo.especie,
        versao=versao,
        codigo=preparado.codigo,
        resumo=preparado.resumo,
        devedor_mascarado=preparado.mascarado,
        emitido_em=agora,
        emitido_por=ator,
    )


def _registrar(documento: Documento, cda: CDA, versao: VersaoDoModelo, ator: str, agora: datetime) -> None:
    evento_registrar(
        Etiqueta.DOCUMENTO_EMITIDO,
        ator=ator,
        credor=cda.credor,
        em=agora,
        documento=documento.pk,
        especie=documento.especie,
        codigo=documento.codigo,
        cda=cda.pk,
        numero_cda=cda.numero_cda,
        modelo=versao.modelo.codigo,
        versao=versao.versao,
        sha256=documento.sha256,
    )


@transaction.atomic
def documento_cancelar(*, documento: Documento, motivo: str, ator: str, agora: datetime) -> None:
    """O documento deixa de valer; a página de conferência passa a dizê-lo. Repetir não muda nada."""
    mudou = Documento.objects.filter(pk=documento.pk, situacao=SituacaoDoDocumento.EMITIDO).update(
        situacao=SituacaoDoDocumento.CANCELADO
    )
    if mudou:
        evento_registrar(
            Etiqueta.DOCUMENTO_CANCELADO,
            ator=ator,
            credor=documento.credor,
            em=agora,
            documento=documento.pk,
            codigo=documento.codigo,
            motivo=motivo,
        )


def previa_em_pdf(*, cda: CDA, versao: VersaoDoModelo, agora: datetime) -> bytes:
    """Como ficaria, sem código e marcado como sem valor; nada se grava. Levanta como `documento_emitir`."""
    return pdf_compor(folha_montar(versao, [um_preparar(cda, versao, agora)], em=agora, previa=True), em=agora)


def previa_em_imagens(*, cda: CDA, versao: VersaoDoModelo, agora: datetime) -> list[bytes]:
    """O mesmo, uma imagem por página."""
    return paginas_compor(folha_montar(versao, [um_preparar(cda, versao, agora)], em=agora, previa=True), em=agora)
