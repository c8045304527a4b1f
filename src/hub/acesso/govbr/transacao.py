"""A ida ao gov.br: state, nonce e verifier guardados aqui, por dez minutos, para uma volta só."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from hub.acesso.govbr.configuracao import Configuracao
from hub.acesso.govbr.erros import TransacaoInvalida
from hub.acesso.models import TransacaoGovBr
from hub.acesso.sigilo import cifrar, decifrar, resumir

VALIDADE: Final = timedelta(minutes=10)
ASSUNTO: Final = "hub.acesso.govbr.transacao"
#: Caracteres do que se sorteia; do verifier, o roteiro pede de 43 a 128.
TAMANHO: Final = 48
DO_VERIFICADOR: Final = 64


@dataclass(frozen=True, kw_only=True)
class Ida:
    """O que a volta precisa saber da ida."""

    nonce: str = field(repr=False)
    verificador: str = field(repr=False)
    destino: str


def transacao_abrir(*, configuracao: Configuracao, navegador: str, destino: str, agora: datetime) -> str:
    """Guarda a ida e devolve o endereço do gov.br a que mandar o navegador. Apaga as vencidas, de quem forem."""
    state, nonce, verificador = generate_token(TAMANHO), generate_token(TAMANHO), generate_token(DO_VERIFICADOR)
    TransacaoGovBr.objects.filter(criada_em__lt=agora - VALIDADE).delete()
    TransacaoGovBr.objects.create(
        state=resumir(state, assunto=ASSUNTO),
        navegador=resumir(navegador, assunto=ASSUNTO),
        nonce=nonce,
        verificador=cifrar(verificador, assunto=ASSUNTO),
        destino=destino,
        cliente=configuracao.client_id,
        emissor=configuracao.emissor,
        criada_em=agora,
    )
    dados = {
        "response_type": "code",
        "client_id": configuracao.client_id,
        "redirect_uri": configuracao.volta,
        "scope": configuracao.escopos,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verificador),
        "code_challenge_method": "S256",
    }
    return f"{configuracao.sso}/authorize?{urlencode(dados)}"


def transacao_usar(*, configuracao: Configuracao, navegador: str, state: str, agora: datetime) -> Ida:
    """A ida, que não serve mais. Levanta `TransacaoInvalida`, com o motivo que só o registro vê.

    Apagar é o que gasta a ida: de duas voltas ao mesmo tempo, só uma apaga a linha. A de outro navegador não se apaga,
    para que um estranho não a estrague.
    """
    da_marca = resumir(navegador, assunto=ASSUNTO)
    achada = TransacaoGovBr.objects.filter(state=resumir(state, assunto=ASSUNTO)).first()
    if achada is None:
        raise TransacaoInvalida("state desconhecido ou já usado")
    if not navegador or achada.navegador != da_marca:
        raise TransacaoInvalida("state de outro navegador")
    if not TransacaoGovBr.objects.filter(pk=achada.pk).delete()[0]:
        raise TransacaoInvalida("state usado ao mesmo tempo")
    if achada.criada_em < agora - VALIDADE:
        raise TransacaoInvalida("state vencido")
    if (achada.cliente, achada.emissor) != (configuracao.client_id, configuracao.emissor):
        raise TransacaoInvalida("ida por outra credencial")
    verificador = decifrar(achada.verificador, assunto=ASSUNTO)
    return Ida(nonce=achada.nonce, verificador=verificador, destino=achada.destino)
