"""As chaves públicas do gov.br, guardadas por uma hora; um kid que não se conhece as busca de novo, uma vez."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from hub.acesso.govbr.configuracao import Configuracao
from hub.acesso.govbr.erros import RespostaInvalida
from hub.acesso.govbr.rede import json_pedir

#: Segundos por que as chaves se guardam.
VALIDADE: Final = 3600.0
_guardadas: dict[str, tuple[float, dict[str, RSAKey]]] = {}
_trava = threading.Lock()


def chave_do(configuracao: Configuracao, kid: str) -> RSAKey:
    """A chave de um kid. Levanta `FalhaDoGovBr`."""
    endereco = f"{configuracao.sso}/jwk"
    with _trava:
        lidas_em, chaves = _guardadas.get(endereco, (0.0, {}))
    recentes = time.monotonic() - lidas_em < VALIDADE if chaves else False
    if not recentes or kid not in chaves:
        chaves = _buscar(configuracao, endereco)
    if kid not in chaves:
        raise RespostaInvalida("kid desconhecido")
    return chaves[kid]


def esquecer() -> None:
    """Esquece as chaves guardadas."""
    with _trava:
        _guardadas.clear()


def _buscar(configuracao: Configuracao, endereco: str) -> dict[str, RSAKey]:
    corpo = json_pedir(endereco, onde=configuracao.sso)
    publicadas = corpo.get("keys") if isinstance(corpo, dict) else None
    chaves = {dita["kid"]: _rsa(dita) for dita in publicadas or () if _serve(dita)}
    if not chaves:
        raise RespostaInvalida("jwk: nenhuma chave RSA")
    with _trava:
        _guardadas[endereco] = (time.monotonic(), chaves)
    return chaves


def _serve(dita: Any) -> bool:
    """RSA com kid, e que não se diga de outro uso; o membro `use`, o gov.br não manda."""
    return (
        isinstance(dita, dict)
        and dita.get("kty") == "RSA"
        and isinstance(dita.get("kid"), str)
        and dita.get("use", "sig") == "sig"
        and dita.get("alg", "RS256") == "RS256"
    )


def _rsa(dita: dict[str, Any]) -> RSAKey:
    try:
        return RSAKey.import_key({nome: dita[nome] for nome in ("kty", "n", "e", "kid")})
    except (JoseError, KeyError, ValueError, TypeError):
        raise RespostaInvalida("jwk: chave ilegível") from None
