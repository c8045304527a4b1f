"""Chamar uma operação do SPC Brasil. Não toca o banco."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.rede import DE_UM_REGISTRO, Pedido, Prazos, corpo_conferir, pedir
from hub.estrategias.chamadas.segredos import Credencial
from hub.estrategias.spc_brasil.envelope import Resposta, ler_resposta, montar_pedido
from hub.estrategias.spc_brasil.faltas import Falta, falta_da
from hub.leiautes.erros import EnvelopeIlegivel

QUEM: Final = "O SPC Brasil"
#: Um registro ou uma lista de códigos: a resposta é pequena.
LIMITE_DA_RESPOSTA: Final = 1024 * 1024
#: A situação HTTP em que o SOAP 1.1 manda a falta.
_DA_FALTA: Final = "HTTP_500"


@dataclass(frozen=True, kw_only=True)
class Acesso:
    """Aonde chamar, e em nome de quem."""

    endereco: str
    credencial: Credencial


def chamar(
    acesso: Acesso,
    operacao: str,
    valores: Mapping[str, str],
    ligacao: httpx.Client | None = None,
    prazos: Prazos = DE_UM_REGISTRO,
) -> bytes:
    """O envelope que o serviço respondeu: a resposta, ou a falta que recusa o registro. Levanta `FalhaDoCanal`."""
    pedido = Pedido(
        endereco=acesso.endereco,
        corpo=montar_pedido(operacao, valores),
        cabecalhos={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'},
        credencial=acesso.credencial,
        limite=LIMITE_DA_RESPOSTA,
    )
    try:
        corpo = pedir(pedido, prazos, ligacao)
    except FalhaDoCanal as falha:
        if falha.codigo != _DA_FALTA or not falha.corpo.strip():
            raise
        corpo = falha.corpo
    corpo_conferir(corpo, quem=QUEM)
    resposta = resposta_de(corpo)
    if not resposta.fez:
        _conferir_a_falta(operacao, resposta, corpo)
    return corpo


def resposta_de(corpo: bytes) -> Resposta:
    """O envelope lido. Levanta `FalhaDoCanal`."""
    try:
        return ler_resposta(corpo)
    except EnvelopeIlegivel:
        texto = "A resposta do SPC Brasil não é um envelope SOAP legível. Tenta-se de novo."
        raise FalhaDoCanal(texto, permanente=False, codigo="ENVELOPE", corpo=corpo) from None


def _conferir_a_falta(operacao: str, resposta: Resposta, corpo: bytes) -> None:
    """Levanta a falta que não é do registro: ninguém entra, ou o serviço é que falhou."""
    falta = falta_da(operacao, resposta.falta)
    dita = resposta.falta[:200] or "sem dizer por quê"
    if falta == Falta.SEM_ACESSO:
        texto = (
            f"{QUEM} não deixou entrar: {dita}. Confira com ele o operador e a senha, guarde os certos com "
            "`hub canal segredo` e religue o canal."
        )
        raise FalhaDoCanal(texto, permanente=True, codigo="SEM_ACESSO", corpo=corpo)
    if falta == Falta.PASSAGEIRA or not resposta.falta:
        raise FalhaDoCanal(f"{QUEM} falhou: {dita}. Tenta-se de novo.", permanente=False, codigo="FAULT", corpo=corpo)
