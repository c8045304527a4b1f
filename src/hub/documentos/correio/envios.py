"""Mandar cartas: a fila, a tentativa e o desfecho, cada um gravado antes do passo seguinte.

Recusa passageira e servidor fora de alcance se repetem, com espera que cresce, até `TENTATIVAS`. Recusa permanente não
se repete sozinha. Sem resposta depois do conteúdo, o envio fica **incerto** e não se repete sozinho: pode ter saído.
Toda repetição leva o mesmo identificador de mensagem.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.codigo import codigo_formatar
from hub.documentos.correio.mensagem import destinatario_da, mensagem_montar
from hub.documentos.correio.servidores import servidor_do
from hub.documentos.correio.smtp import EnderecoRecusado, FalhaPassageira, FalhaPermanente, SemResposta, entregar
from hub.documentos.erros import CartaJuntada, DocumentoCancelado, EnvioNaoSeRepete, SoCartaVaiPorEmail
from hub.documentos.models import (
    Documento,
    Envio,
    Especie,
    Formato,
    SituacaoDoDocumento,
    SituacaoDoEnvio,
)

#: Tentativas ao todo, e a espera depois de cada uma que falha.
TENTATIVAS = 5
ESPERAS = tuple(timedelta(minutes=minutos) for minutos in (0, 2, 10, 60, 240))
#: Depois disto, quem estava enviando morreu.
ABANDONO = timedelta(minutes=10)
#: Cartas que se põem na fila de cada vez.
POR_VEZ = 1000
_REPETEM = frozenset({SituacaoDoEnvio.NAO_SAIU, SituacaoDoEnvio.RECUSADO, SituacaoDoEnvio.INCERTO})


@transaction.atomic
def carta_enviar(*, documento: Documento, ator: str, agora: datetime) -> Envio:
    """Põe a carta na fila do correio, para o endereço que a CDA traz; a mesma não vai duas vezes ao mesmo endereço.

    Levanta `SoCartaVaiPorEmail`, `DocumentoCancelado`, `CartaJuntada`, `SemDestinatario` e `DestinatarioRecusado`.
    """
    if documento.especie != Especie.CARTA:
        raise SoCartaVaiPorEmail(codigo=codigo_formatar(documento.codigo))
    if documento.situacao != SituacaoDoDocumento.EMITIDO:
        raise DocumentoCancelado(codigo=codigo_formatar(documento.codigo))
    if documento.pedaco is not None and documento.pedaco.lote.formato == Formato.JUNTADO:
        raise CartaJuntada(codigo=codigo_formatar(documento.codigo))
    envio, _ = Envio.objects.get_or_create(
        credor=documento.credor,
        documento=documento,
        canal="email",
        destinatario=destinatario_da(documento.cda),
        defaults={
            "identificador": _identificador(documento),
            "criado_por": ator,
            "criado_em": agora,
            "em": agora,
        },
    )
    return envio


def cartas_do_lote(*, documentos: Sequence[Documento], ator: str, agora: datetime) -> list[Envio]:
    """Uma linha por carta cuja CDA traz endereço que serve; as outras se imprimem."""
    envios = []
    for documento in documentos:
        try:
            destinatario = destinatario_da(documento.cda)
        except Recusa:
            continue
        envios.append(
            Envio(
                credor_id=documento.credor_id,
                documento=documento,
                destinatario=destinatario,
                identificador=_identificador(documento),
                criado_por=ator,
                criado_em=agora,
                em=agora,
            )
        )
    return Envio.objects.bulk_create(envios)


def _identificador(documento: Documento) -> str:
    """`<aleatório.versão do modelo@nome público do hub>`: não se repete e não se adivinha."""
    onde = urlsplit(settings.ENDERECO_PUBLICO).hostname or "hub.invalid"
    return f"<{secrets.token_hex(16)}.{documento.versao_id}@{onde}>"[:120]


def envio_mandar(*, envio: Envio) -> None:
    """Uma tentativa. Quem a pega grava que está enviando antes de falar com o servidor; outro processo não a pega."""
    pegou = Envio.objects.filter(pk=envio.pk, situacao=SituacaoDoEnvio.NA_FILA).update(
        situacao=SituacaoDoEnvio.ENVIANDO, tentativas=F("tentativas") + 1, em=timezone.now()
    )
    if not pegou:
        return
    envio.refresh_from_db()
    resumo = ""
    try:
        servidor = servidor_do(envio.credor)
        if envio.documento.situacao != SituacaoDoDocumento.EMITIDO:
            raise FalhaPermanente("o documento foi cancelado antes de sair")  # noqa: TRY301 - o desfecho é um só
        pdf = arquivo_guardado(envio.credor, envio.documento.sha256).read_bytes()
        mensagem = mensagem_montar(envio, remetente=servidor.remetente, pdf=pdf)
        resumo = hashlib.sha256(mensagem).hexdigest()
        resposta = entregar(servidor, mensagem=mensagem, destinatario=envio.destinatario)
    except SemResposta as falha:
        _concluir(envio, SituacaoDoEnvio.INCERTO, str(falha), resumo)
    except FalhaPermanente as falha:
        do_endereco = isinstance(falha, EnderecoRecusado)
        _concluir(envio, SituacaoDoEnvio.RECUSADO, str(falha), resumo, do_endereco=do_endereco)
    except (FalhaPassageira, Recusa, OSError) as falha:
        acabou = envio.tentativas >= TENTATIVAS
        _concluir(envio, SituacaoDoEnvio.NAO_SAIU if acabou else SituacaoDoEnvio.NA_FILA, str(falha), resumo)
    else:
        _concluir(envio, SituacaoDoEnvio.ENVIADO, resposta, resumo)


@transaction.atomic
def _concluir(
    envio: Envio, situacao: SituacaoDoEnvio, resposta: str, resumo: str, *, do_endereco: bool = False
) -> None:
    """O desfecho da tentativa, com a prova, e o evento dela."""
    agora = timezone.now()
    envio.situacao = situacao
    envio.em = agora
    envio.prova.append(
        {
            "em": agora.isoformat(),
            "resposta": resposta,
            "sha256": resumo,
            **({"do_endereco": True} if do_endereco else {}),
        }
    )
    envio.save(update_fields=["situacao", "em", "prova"])
    evento_registrar(
        Etiqueta.CARTA_ENVIADA,
        ator=envio.criado_por,
        credor=envio.credor,
        em=agora,
        envio=envio.pk,
        documento=envio.documento_id,
        situacao=str(situacao),
        tentativa=envio.tentativas,
    )


def envio_repetir(*, envio: Envio, agora: datetime) -> None:
    """Volta à fila, por ordem de uma pessoa, o que não saiu, o recusado ou o incerto. Levanta `EnvioNaoSeRepete`."""
    voltou = Envio.objects.filter(pk=envio.pk, situacao__in=_REPETEM).update(
        situacao=SituacaoDoEnvio.NA_FILA, tentativas=0, em=agora
    )
    if not voltou:
        envio.refresh_from_db()
        raise EnvioNaoSeRepete(envio=envio.pk, situacao=envio.get_situacao_display().lower())


def envio_dispensar(*, envio: Envio, motivo: str) -> None:
    """Tira da fila a carta que já não deve sair; a que alguém já pegou segue."""
    with transaction.atomic():
        na_fila = Envio.objects.select_for_update(skip_locked=True).filter(
            pk=envio.pk, situacao=SituacaoDoEnvio.NA_FILA
        )
        if achado := na_fila.first():
            _concluir(achado, SituacaoDoEnvio.NAO_SAIU, motivo, "")


def envios_por_retomar(agora: datetime) -> list[int]:
    """As cartas cuja espera acabou. As que um processo morto deixou a meio ficam incertas."""
    for parado in Envio.objects.filter(situacao=SituacaoDoEnvio.ENVIANDO, em__lt=agora - ABANDONO)[:POR_VEZ]:
        _concluir(parado, SituacaoDoEnvio.INCERTO, "o processo que enviava parou no meio", "")
    espera = Envio.objects.filter(situacao=SituacaoDoEnvio.NA_FILA).order_by("em")[:POR_VEZ]
    return [envio.pk for envio in espera if envio.em + ESPERAS[min(envio.tentativas, TENTATIVAS - 1)] <= agora]
