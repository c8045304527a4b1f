"""Tokens de API: dar um a quem prova que é a credencial, com freio e auditoria; e conferir o de cada chamada."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub.acesso.chamadas import credencial_do_cliente
from hub.acesso.credenciais import PREFIXO_DO_CLIENTE, resumir
from hub.acesso.erros_do_token import (
    ClienteRecusado,
    CredencialRevogada,
    CredencialVencida,
    EscopoForaDaCredencial,
    ForaDaRede,
    RecusasDemais,
    TokenRecusado,
    TokensDemais,
)
from hub.acesso.freio import JANELA, Por, Tentativa, tentativa_contar
from hub.acesso.limites import TOKENS_POR_JANELA, VALIDADE_DO_TOKEN
from hub.acesso.models import ContaDeApi, CredencialDeApi, TokenDeApi
from hub.acesso.redes import endereco_permitido, lugar_de
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores import inquilino

#: Começo de todo token, para que um vazamento se reconheça, e a forma de um.
PREFIXO_DO_TOKEN = "hub_token_"  # noqa: S105 - o começo não é segredo
FORMA_DO_TOKEN = re.compile(re.escape(PREFIXO_DO_TOKEN) + r"[A-Za-z0-9_-]{43}")
_FORMA_DO_CLIENTE = re.compile(re.escape(PREFIXO_DO_CLIENTE) + r"[0-9a-f]{24,32}")
#: Recusas na janela do freio. As de uma credencial em muitos lugares não a barram, que seria deixar qualquer um tirá-la
#: do ar: só deixam de ir para a auditoria.
LIMITES = {Por.PESSOA_NO_LUGAR: 5, Por.LUGAR: 60, Por.PESSOA: 30}
#: Com que se compara o segredo de quem não existe: a resposta leva o mesmo tempo.
_NENHUM = resumir(secrets.token_urlsafe(32))
_MINUTOS = int(JANELA.total_seconds() // 60)


@dataclass(frozen=True, kw_only=True)
class PedidoDeToken:
    """O que um sistema manda para receber um token."""

    client_id: str
    segredo: str
    #: `scope`, como veio; vazio pede todos os da credencial
    escopo: str
    #: endereço de rede de quem pede
    endereco: str


@dataclass(frozen=True, kw_only=True)
class TokenEmitido:
    token: str
    credencial: CredencialDeApi
    escopos: list[str]
    #: segundos até vencer
    vale: int


def token_emitir(pedido: PedidoDeToken, *, agora: datetime) -> TokenEmitido:
    """Um token novo. Levanta uma filha de `TokenRecusado`; a recusa conta no freio e deixa evento, até ele barrar."""
    achada = credencial_do_cliente(pedido.client_id) if _FORMA_DO_CLIENTE.fullmatch(pedido.client_id) else None
    credencial, resumos = achada or (None, [])
    tentativa = _contar("recusa", pedido.client_id, pedido.endereco, LIMITES, agora)
    try:
        if _barrada(tentativa) > 0:
            raise RecusasDemais(minutos=_MINUTOS)
        certa = _conferir_segredo(pedido, credencial, resumos)
        escopos = _conferir_uso(pedido, certa, agora)
    except TokenRecusado as recusa:
        _recusar(recusa, credencial, pedido.endereco, tentativa, agora)
        raise
    tentativa.perdoar()
    _conferir_emissoes(certa, pedido.endereco, agora)
    return _emitir(certa, escopos, pedido.endereco, agora)


def uso_recusar(*, credencial: CredencialDeApi, endereco: str, recusa: str, contada: bool, agora: datetime) -> None:
    """Anota que um token foi usado de onde não podia, com o mesmo freio dos pedidos recusados, e desconta a chamada.

    Quem o levou não pode gastar o limite de quem é dele.
    """
    if contada:
        ContaDeApi.objects.filter(credencial=credencial, chamadas__gt=0).update(chamadas=F("chamadas") - 1)
    tentativa = _contar("uso", credencial.client_id, endereco, LIMITES, agora)
    if max(tentativa.excesso.values()) > 0:
        tentativa.esquecer()
    else:
        _anotar_recusa(credencial, endereco, recusa, agora)


def _conferir_segredo(pedido: PedidoDeToken, credencial: CredencialDeApi | None, resumos: list[str]) -> CredencialDeApi:
    dito = resumir(pedido.segredo)
    # Todas as comparações se fazem, exista ou não a credencial: o tempo não diz nada.
    conferem = [hmac.compare_digest(dito, resumo) for resumo in resumos or [_NENHUM]]
    if credencial is None or not any(conferem):
        raise ClienteRecusado
    return credencial


def _conferir_uso(pedido: PedidoDeToken, credencial: CredencialDeApi, agora: datetime) -> list[str]:
    """Os escopos do token, se a credencial se usa agora, daí e para isso."""
    if credencial.revogada_em is not None:
        raise CredencialRevogada
    if credencial.ate is not None and credencial.ate < timezone.localdate(agora):
        raise CredencialVencida(ate=credencial.ate)
    if not endereco_permitido(pedido.endereco, credencial.redes):
        raise ForaDaRede(endereco=pedido.endereco)
    pedidos = sorted(set(pedido.escopo.split()) or set(credencial.escopos))
    if de_fora := [escopo for escopo in pedidos if escopo not in credencial.escopos]:
        raise EscopoForaDaCredencial(escopo=de_fora[0][:60], tem=" ".join(credencial.escopos))
    return pedidos


def _conferir_emissoes(credencial: CredencialDeApi, endereco: str, agora: datetime) -> None:
    emissao = _contar("emissao", credencial.client_id, "", {Por.PESSOA: TOKENS_POR_JANELA}, agora)
    excesso = emissao.excesso[Por.PESSOA]
    if excesso <= 0:
        return
    recusa = TokensDemais(limite=TOKENS_POR_JANELA, minutos=_MINUTOS)
    if excesso == 1:
        _anotar_recusa(credencial, endereco, recusa.mensagem, agora)
    else:
        emissao.esquecer()
    raise recusa


def _emitir(credencial: CredencialDeApi, escopos: list[str], endereco: str, agora: datetime) -> TokenEmitido:
    token = PREFIXO_DO_TOKEN + secrets.token_urlsafe(32)
    vence_em = agora + VALIDADE_DO_TOKEN
    if credencial.ate is not None:
        vence_em = min(vence_em, _fim_do_dia(credencial))
    with inquilino.como(inquilino.atual().papel, credor=credencial.credor_id), transaction.atomic():
        TokenDeApi.objects.filter(credencial=credencial, vence_em__lt=agora).delete()
        TokenDeApi.objects.create(
            credor_id=credencial.credor_id,
            credencial=credencial,
            resumo=resumir(token),
            escopos=escopos,
            vence_em=vence_em,
        )
        evento_registrar(
            Etiqueta.TOKEN_EMITIDO,
            ator=credencial.nome,
            credor=credencial.credor,
            em=agora,
            client_id=credencial.client_id,
            especie=credencial.especie,
            escopos=escopos,
            endereco=endereco,
        )
    vale = int((vence_em - agora).total_seconds())
    return TokenEmitido(token=token, credencial=credencial, escopos=escopos, vale=vale)


def _fim_do_dia(credencial: CredencialDeApi) -> datetime:
    assert credencial.ate is not None  # noqa: S101 - só se pede da que tem prazo
    seguinte = datetime.combine(credencial.ate + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(seguinte)


def _contar(que: str, client_id: str, endereco: str, limites: dict[Por, int], agora: datetime) -> Tentativa:
    return tentativa_contar(
        assunto=f"hub.acesso.tokens.{que}", pessoa=client_id, lugar=lugar_de(endereco), limites=limites, agora=agora
    )


def _barrada(tentativa: Tentativa) -> int:
    return max(tentativa.excesso[Por.PESSOA_NO_LUGAR], tentativa.excesso[Por.LUGAR])


def _recusar(
    recusa: TokenRecusado, credencial: CredencialDeApi | None, endereco: str, tentativa: Tentativa, agora: datetime
) -> None:
    """Das barradas só a primeira conta e deixa evento: a auditoria não pode crescer à vontade de quem insiste."""
    if _barrada(tentativa) > 1:
        tentativa.esquecer()
    elif tentativa.excesso[Por.PESSOA] <= 1:
        _anotar_recusa(credencial, endereco, recusa.mensagem, agora)


def _anotar_recusa(credencial: CredencialDeApi | None, endereco: str, motivo: str, agora: datetime) -> None:
    """O client_id que não é de ninguém não vai para a auditoria: pode ser um segredo fora do lugar."""
    credor = credencial.credor if credencial else None
    with inquilino.como(inquilino.atual().papel, credor=credor.pk if credor else None):
        evento_registrar(
            Etiqueta.TOKEN_RECUSADO,
            ator=credencial.nome if credencial else "desconhecido",
            credor=credor,
            em=agora,
            client_id=credencial.client_id if credencial else "",
            endereco=endereco,
            motivo=motivo,
        )
