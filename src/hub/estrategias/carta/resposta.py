"""A resposta a um lote da e-Carta: mandar os Correios produzi-lo, ou recusá-lo antes que o façam."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.comum.situacoes import COBRAVEIS, Situacao
from hub.dividas.models import Acionamento, Remessa, RemessaArquivo, RemessaLote, RespostaDoCredor, SituacaoDaRemessa
from hub.estrategias.carta.envio import SERIES
from hub.estrategias.erros import ArquivoForaDaRemessa
from hub.estrategias.models import Carta, MeioDaCarta
from hub.estrategias.servicos import arquivo_recusado
from hub.leiautes.correios.ecarta import nome_da_resposta, resposta

#: As cartas que os Correios ainda não puseram na rua.
POR_SAIR: Final = (Situacao.ENVIADA, Situacao.CONFIRMADA)
NA_RUA: Final = (Situacao.POSTADA, Situacao.ENTREGUE, Situacao.DEVOLVIDA)


class LoteComQuemNaoDeve(Recusa):
    """O arquivo {arquivo} leva {quantas} cartas de dívidas que já não se cobram, e nele não se tira uma só. Recuse o

    lote e planeje de novo, que elas ficam de fora; ou autorize mesmo assim.
    """

    status = 409


class LoteJaNaRua(Recusa):
    """Os Correios já postaram cartas do arquivo {arquivo}: o lote não se recusa mais."""

    status = 409


class LoteJaRespondido(Recusa):
    """O credor já respondeu ao lote {arquivo}, e {fez}. Outra resposta não chegaria a tempo, e a carta iria duas vezes

    ou nenhuma. {saida}
    """

    status = 409


#: Do que se respondeu: o que se fez, e a saída de quem mudou de ideia.
_JA: Final = {
    RespostaDoCredor.AUTORIZOU: (
        "o mandou produzir",
        "Se os Correios dizem que não o produziram, registre-o com `hub remessa recusada`: as cartas voltam ao plano.",
    ),
    RespostaDoCredor.RECUSOU: ("o recusou", "As cartas voltaram ao plano: libere o seguinte."),
}


def que_nao_se_cobram(arquivo: RemessaArquivo) -> int:
    """Quantas cartas do arquivo, ainda por sair, são de dívidas pagas, suspensas, parceladas ou canceladas depois."""
    return _por_sair(arquivo).exclude(cda__posicao__in=[posicao.value for posicao in COBRAVEIS]).count()


def lotes_por_responder(remessa: Remessa) -> list[RemessaArquivo]:
    """Os arquivos da remessa que são lotes da e-Carta e têm carta que ainda não saiu."""
    if remessa.situacao != SituacaoDaRemessa.LIBERADA:
        return []
    da_ecarta = remessa.arquivos.filter(lotes__praca=SERIES[MeioDaCarta.ECARTA]).order_by("id")
    return [arquivo for arquivo in da_ecarta if _por_sair(arquivo).exists()]


@transaction.atomic
def lote_responder(
    *, remessa: Remessa, nome: str, autoriza: bool, ator: str, agora: datetime, mesmo_assim: bool = False
) -> tuple[str, bytes]:
    """O nome e o conteúdo do ZIP da resposta; recusado o lote, as cartas voltam a poder ir.

    Só vale a primeira resposta; a mesma, de novo, dá o mesmo arquivo. Levanta `ArquivoForaDaRemessa`,
    `LoteComQuemNaoDeve`, `LoteJaNaRua`, `LoteJaRespondido` e `ArquivoJaRespondido`.
    """
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    arquivo = remessa.arquivos.filter(nome=nome).first()
    lote = RemessaLote.objects.filter(arquivo=arquivo, praca=SERIES[MeioDaCarta.ECARTA]).first() if arquivo else None
    if arquivo is None or lote is None or remessa.situacao != SituacaoDaRemessa.LIBERADA:
        da_ecarta = remessa.arquivos.filter(lotes__praca=SERIES[MeioDaCarta.ECARTA]).values_list("nome", flat=True)
        raise ArquivoForaDaRemessa(plano=remessa.pk, arquivo=nome, arquivos=", ".join(da_ecarta) or "nenhum")
    resposta_dada = RespostaDoCredor.AUTORIZOU if autoriza else RespostaDoCredor.RECUSOU
    if not autoriza and _situadas(arquivo, *NA_RUA).exists():
        raise LoteJaNaRua(arquivo=nome)
    if arquivo.resposta and arquivo.resposta != resposta_dada:
        fez, e_agora = _JA[RespostaDoCredor(arquivo.resposta)]
        raise LoteJaRespondido(arquivo=nome, fez=fez, saida=e_agora)
    if autoriza:
        if (quantas := que_nao_se_cobram(arquivo)) and not mesmo_assim:
            raise LoteComQuemNaoDeve(arquivo=nome, quantas=quantas)
    else:
        _recusar(remessa, arquivo, ator)
    arquivo.resposta = resposta_dada
    arquivo.save(update_fields=["resposta"])
    evento_registrar(
        Etiqueta.LOTE_DE_CARTAS_RESPONDIDO,
        ator=ator,
        credor=remessa.credor,
        em=agora,
        remessa=remessa.pk,
        arquivo=nome,
        resposta=str(resposta_dada),
    )
    matriz = nome.split("_")[1]
    quando = f"{localtime(agora):%d%m%Y%H%M%S}"
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as pacote:
        membro = zipfile.ZipInfo(
            nome_da_resposta(matriz, lote.sequencial, quando, extensao="txt"), localtime(agora).timetuple()[:6]
        )
        membro.compress_type = zipfile.ZIP_DEFLATED
        pacote.writestr(membro, resposta(lote.sequencial, autoriza=autoriza))
    return nome_da_resposta(matriz, lote.sequencial, quando), saida.getvalue()


def _recusar(remessa: Remessa, arquivo: RemessaArquivo, ator: str) -> None:
    """Repetir dá a mesma resposta, e nada mais muda."""
    if _por_sair(arquivo).exists():
        arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="o credor recusou o lote", ator=ator)


def _por_sair(arquivo: RemessaArquivo) -> QuerySet[Acionamento]:
    return _situadas(arquivo, *POR_SAIR)


def _situadas(arquivo: RemessaArquivo, *situacoes: Situacao) -> QuerySet[Acionamento]:
    cartas = Carta.objects.filter(arquivo=arquivo, credor=arquivo.credor_id).values("acionamento")
    return Acionamento.objects.filter(pk__in=cartas, credor=arquivo.credor_id, situacao__in=situacoes)
