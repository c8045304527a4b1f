"""Os documentos da demonstração: uma certidão assinada e um lote de cartas, com o que a página pública confere."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rich.console import Console
from rich.progress import Progress

from hub.comum.situacoes import Posicao
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA
from hub.documentos.certificados import certificado_de_ensaio
from hub.documentos.codigo import codigo_formatar
from hub.documentos.consultas import versoes_que_emitem
from hub.documentos.emissao import documento_emitir
from hub.documentos.lotes import lote_pedir, pedaco_emitir
from hub.documentos.models import Documento, Especie, Formato, LoteDeDocumentos
from hub.projeto.tabelas import numero

#: Quantas cartas se emitem: as das maiores dívidas.
CARTAS = 150


def emitir(credor: Credor, *, agora: datetime, ator: str, tela: Console, barra: Progress) -> None:
    """Emite e conta na tela o que saiu."""
    certificado_de_ensaio(credor=credor, ator=ator, agora=agora)
    certidao = _certidao(credor, agora, ator)
    lote = _cartas(credor, agora, ator, barra)
    codigo = codigo_formatar(certidao.codigo)
    tela.print(f"  certidão da CDA {certidao.cda.numero_cda}, assinada; qualquer um a confere em /conferir/{codigo}")
    tela.print(
        f"  lote {lote.pk}: {numero(lote.emitidos)} cartas num PDF/A, e um manifesto com o SHA-256 de cada uma"
        + (f"; {numero(lote.recusados)} não saíram por falta de dado" if lote.recusados else "")
    )


def _certidao(credor: Credor, agora: datetime, ator: str) -> Documento:
    (versao, *_) = versoes_que_emitem(credor, agora.date(), especie=Especie.CDA)
    maior = CDA.objects.filter(credor=credor, posicao=Posicao.ATIVA).order_by("-valor_consolidado", "pk")[0]
    return documento_emitir(cda=maior, versao=versao, ator=ator, agora=agora)


def _cartas(credor: Credor, agora: datetime, ator: str, barra: Progress) -> LoteDeDocumentos:
    (versao, *_) = versoes_que_emitem(credor, agora.date(), especie=Especie.CARTA)
    filtro = Filtro(valor_minimo=_corte(credor))
    lote = lote_pedir(credor=credor, versao=versao, filtro=filtro, formato=Formato.JUNTADO, ator=ator, agora=agora)
    with barra:
        for pedaco in barra.track(lote.pedacos.order_by("ordem"), description="compondo as cartas"):
            pedaco_emitir(pedaco=pedaco, agora=agora)
    lote.refresh_from_db()
    return lote


def _corte(credor: Credor) -> Decimal:
    """O valor, em reais, a partir do qual há tantas dívidas quantas cartas."""
    valores = (
        CDA.objects.filter(credor=credor).order_by("-valor_consolidado").values_list("valor_consolidado", flat=True)
    )
    return list(valores[:CARTAS])[-1]
