"""As chaves com que o gov.br simulado assina, e o conjunto público delas, sem o membro `use`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

#: Bits da chave RSA, como a do gov.br.
TAMANHO: Final = 2048


class Chaves:
    """A chave de agora e as que ainda se publicam."""

    def __init__(self) -> None:
        self._numero = 0
        self._publicadas: list[RSAKey] = []
        self.girar(manter=False)

    @property
    def kid(self) -> str:
        """`rsa1`, `rsa2`…"""
        return f"rsa{self._numero}"

    def girar(self, *, manter: bool) -> None:
        """Passa a assinar com uma chave nova; as anteriores continuam publicadas se `manter`."""
        self._numero += 1
        nova = RSAKey.generate_key(TAMANHO, {"kid": self.kid}, private=True)
        self._publicadas = [*(self._publicadas if manter else []), nova]

    def publicas(self) -> dict[str, list[dict[str, Any]]]:
        """O que `/jwk` responde."""
        return {"keys": [_publica(chave) for chave in self._publicadas]}

    def assinar(self, carga: dict[str, Any], *, falha: str = "") -> str:
        """O JWT RS256; ou um dos que o cliente tem de recusar, conforme a falha."""
        cabecalho = {"alg": "RS256", "kid": "rsa99" if falha == "kid_desconhecido" else self.kid}
        match falha:
            case "alg_none":
                return ".".join((_b64({"alg": "none", "typ": "JWT"}), _b64(carga), ""))
            case "hs256":
                return self._com_a_publica(carga)
            case "assinatura_errada":
                estranha = RSAKey.generate_key(TAMANHO, {"kid": self.kid}, private=True)
                return jwt.encode(cabecalho, carga, estranha)
            case "sem_kid":
                return jwt.encode({"alg": "RS256"}, carga, self._publicadas[-1])
        return jwt.encode(cabecalho, carga, self._publicadas[-1])

    def ler(self, texto: str) -> dict[str, Any]:
        """As informações de um JWT que este gov.br assinou; levanta o erro do joserfc se não foi ele."""
        return dict(jwt.decode(texto, KeySet(list(self._publicadas)), algorithms=["RS256"]).claims)

    def _com_a_publica(self, carga: dict[str, Any]) -> str:
        """Um HS256 que usa como segredo o PEM da chave pública: o ataque de confusão de algoritmo."""
        partes = f"{_b64({'alg': 'HS256', 'typ': 'JWT', 'kid': self.kid})}.{_b64(carga)}"
        segredo = self._publicadas[-1].as_pem(private=False)
        resumo = hmac.new(segredo, partes.encode(), hashlib.sha256).digest()
        return f"{partes}.{base64.urlsafe_b64encode(resumo).rstrip(b'=').decode()}"


def _publica(chave: RSAKey) -> dict[str, Any]:
    ditos = chave.as_dict(private=False)
    return {nome: ditos[nome] for nome in ("kty", "e", "kid", "n")} | {"alg": "RS256"}


def _b64(dados: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(dados).encode()).rstrip(b"=").decode()
