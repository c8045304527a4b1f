"""Um pedaço de lote: até quinhentas CDAs, um arquivo, o índice dele e as linhas dos documentos."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from hub.comum.erros import Recusa
from hub.dividas.models import CDA
from hub.documentos.arquivos import arquivo_guardar
from hub.documentos.emissao import documento_de
from hub.documentos.folha import Preparado, folha_montar, preparar
from hub.documentos.indice import indice_em_csv
from hub.documentos.models import Documento, Formato, LoteDeDocumentos, PedacoDoLote
from hub.documentos.oficina import pdf_compor
from hub.documentos.paginas import paginas_dos_documentos
from hub.documentos.valores import emissao_preparar


@dataclass(frozen=True, kw_only=True)
class Feito:
    """O que saiu de um pedaço."""

    documentos: list[Documento]
    #: CDAs que já tinham este documento
    repetidos: int


def pedaco_compor(*, pedaco: PedacoDoLote, lote: LoteDeDocumentos, agora: datetime) -> Feito:
    """Compõe e grava o arquivo e os documentos; no pedaço ficam o arquivo, o índice e as recusas."""
    cdas = _por_fazer(pedaco, lote)
    preparados = _preparados(cdas, pedaco, lote, agora)
    documentos = [documento_de(p, lote.versao, ator=lote.criado_por, agora=agora) for p in preparados]
    if documentos:
        arquivo = (_juntar if lote.formato == Formato.JUNTADO else _separar)(lote, preparados, documentos, agora)
        pedaco.sha256, pedaco.bytes = arquivo_guardar(lote.credor, arquivo), len(arquivo)
        pedaco.indice_sha256 = arquivo_guardar(lote.credor, indice_em_csv(pedaco, lote, documentos))
    for documento in documentos:
        documento.pedaco = pedaco
        documento.sha256 = documento.sha256 or pedaco.sha256
    Documento.objects.bulk_create(documentos)
    return Feito(documentos=documentos, repetidos=len(pedaco.cdas) - len(cdas))


def _por_fazer(pedaco: PedacoDoLote, lote: LoteDeDocumentos) -> list[CDA]:
    """As CDAs do pedaço, na ordem dele, que ainda não têm este documento."""
    # As carteiras são poucas: uma linha de cada, e não uma por CDA.
    cdas = CDA.objects.filter(credor=lote.credor).prefetch_related("carteira").in_bulk(pedaco.cdas)
    tem = set(
        Documento.objects.filter(credor=lote.credor, cda__in=pedaco.cdas, versao=lote.versao).values_list(
            "cda", "cda_versao"
        )
    )
    achadas = (cdas[pk] for pk in pedaco.cdas if pk in cdas)
    return [cda for cda in achadas if (cda.pk, cda.versao) not in tem]


def _preparados(cdas: Sequence[CDA], pedaco: PedacoDoLote, lote: LoteDeDocumentos, agora: datetime) -> list[Preparado]:
    """As que a lei e a letra deixam emitir; as outras ficam no pedaço, com o motivo."""
    emissao = emissao_preparar(
        credor=lote.credor,
        cdas=cdas,
        em=localdate(agora),
        usados=lote.versao.marcadores,
        registro_eletronico=lote.versao.registro_eletronico,
    )
    prontos = []
    for cda in cdas:
        try:
            prontos.append(preparar(cda, lote.versao, emissao))
        except Recusa as recusa:
            pedaco.recusas.append({"numero_cda": cda.numero_cda, "motivo": recusa.mensagem})
    return prontos


def _juntar(lote: LoteDeDocumentos, preparados: list[Preparado], documentos: list[Documento], agora: datetime) -> bytes:
    """Um PDF com todos, composto de uma vez."""
    pdf = pdf_compor(folha_montar(lote.versao, preparados, em=agora), em=agora)
    for documento, (pagina, paginas) in zip(documentos, paginas_dos_documentos(pdf), strict=True):
        documento.pagina, documento.paginas = pagina, paginas
    return pdf


def _separar(
    lote: LoteDeDocumentos, preparados: list[Preparado], documentos: list[Documento], agora: datetime
) -> bytes:
    """Um ZIP com um PDF por documento, de nome o código dele; cada um também se guarda à parte."""
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_STORED) as pacote:
        for preparado, documento in zip(preparados, documentos, strict=True):
            pdf = pdf_compor(folha_montar(lote.versao, [preparado], em=agora), em=agora)
            ((documento.pagina, documento.paginas),) = paginas_dos_documentos(pdf)
            documento.sha256 = arquivo_guardar(lote.credor, pdf)
            entrada = zipfile.ZipInfo(f"{documento.codigo}.pdf", agora.timetuple()[:6])
            pacote.writestr(entrada, pdf)
    return saida.getvalue()
