"""A conferência dos tokens: na dúvida, não entra."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from hub.acesso.govbr.chaves import chave_do
from hub.acesso.govbr.configuracao import Configuracao
from hub.acesso.govbr.erros import RespostaInvalida
from hub.acesso.govbr.rede import Tokens

#: Segundos de diferença de relógio que se toleram.
FOLGA: Final = 30
#: O único algoritmo com que o gov.br assina; nenhum outro se tenta.
_RS256: Final = JWSRegistry(algorithms=["RS256"], strict_check_header=False)


def tokens_validar(
    tokens: Tokens, *, configuracao: Configuracao, nonce: str, agora: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """As informações do id_token e do access_token, com assinatura, emissor, destinatário e prazo conferidos.

    Levanta `RespostaInvalida`, com a informação que não serve, e as falhas de quem busca as chaves.
    """
    identidade = _ler("id_token", tokens.id_token, configuracao, agora, nonce)
    acesso = _ler("access_token", tokens.access_token, configuracao, agora, "")
    if _algarismos(identidade["sub"]) != _algarismos(acesso["sub"]):
        raise RespostaInvalida("access_token: sub de outra pessoa")
    return identidade, acesso


def _ler(qual: str, texto: str, configuracao: Configuracao, agora: datetime, nonce: str) -> dict[str, Any]:
    def chave(assinado: Any) -> RSAKey:
        kid = assinado.headers().get("kid")
        if not isinstance(kid, str):
            raise RespostaInvalida(f"{qual}: sem kid")
        return chave_do(configuracao, kid)

    exigidas: dict[str, Any] = {
        "iss": {"essential": True, "value": configuracao.emissor},
        "aud": {"essential": True, "value": configuracao.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "sub": {"essential": True},
    }
    try:
        lido = jwt.decode(texto, chave, registry=_RS256)
        _prazos(lido.claims)
        dados = {"nonce": nonce, "client_id": configuracao.client_id}
        classe = CodeIDToken if nonce else JWTClaims
        classe(lido.claims, lido.header, exigidas, dados).validate(now=int(agora.timestamp()), leeway=FOLGA)
    except JoseError as erro:
        # Só o nome do erro e o da informação: o texto pode trazer o valor.
        raise RespostaInvalida(f"{qual}: {erro.error} {getattr(erro, 'claim', '')}".strip()) from None
    except (ValueError, TypeError, KeyError, AttributeError) as erro:
        raise RespostaInvalida(f"{qual}: {type(erro).__name__}") from None
    return dict(lido.claims)


def _prazos(informacoes: dict[str, Any]) -> None:
    """Instante é número, e `aud` é texto ou lista de um só."""
    for nome in ("exp", "iat"):
        if isinstance(informacoes.get(nome), bool) or not isinstance(informacoes.get(nome), int | float):
            raise RespostaInvalida(f"{nome} não é instante")
    if isinstance(informacoes.get("aud"), list) and len(informacoes["aud"]) != 1:
        raise RespostaInvalida("aud com mais de um destinatário")


def _algarismos(texto: Any) -> str:
    return "".join(c for c in str(texto) if c.isdecimal())
