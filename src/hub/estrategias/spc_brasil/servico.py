"""O SPC Brasil como serviço que atende um registro por vez."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import httpx

from hub.credores.models import Credor
from hub.estrategias.por_registro.servico import Ato, Chamar, Entendido, Sentido, Servico
from hub.estrategias.spc_brasil import cliente
from hub.estrategias.spc_brasil.acesso import ligacao_do
from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR
from hub.estrategias.spc_brasil.envio import valores_do
from hub.estrategias.spc_brasil.faltas import Falta, falta_da
from hub.estrategias.spc_brasil.opcoes import NOME


def _ligar(credor: Credor, /, *, em: date) -> Chamar:
    acesso = ligacao_do(credor, em=em)

    def chamar(registro: Mapping[str, Any], rede: httpx.Client, /) -> bytes:
        return cliente.chamar(acesso, registro["operacao"], valores_do(registro), rede)

    return chamar


def _entender(operacao: str, corpo: bytes, /) -> Entendido:
    resposta = cliente.resposta_de(corpo)
    if resposta.fez:
        return Entendido(sentido=Sentido.FEITO)
    if falta_da(operacao, resposta.falta) in {Falta.JA_EXISTE, Falta.NAO_EXISTE}:
        return Entendido(sentido=Sentido.JA_ESTAVA)
    return Entendido(sentido=Sentido.RECUSA, texto=resposta.falta)


SERVICO: Final = Servico(
    nome=NOME,
    quem=cliente.QUEM,
    atos={INCLUIR: Ato.INCLUIR, EXCLUIR: Ato.EXCLUIR},
    ligar=_ligar,
    entender=_entender,
)
