"""A resposta de uma rota, antes de virar HTTP, e o pedido que ela atende."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

#: Nome do biscoito da sessão única.
BISCOITO = "govbr_simulado"


@dataclass(frozen=True, kw_only=True)
class Pedido:
    """O que se pediu."""

    metodo: str
    caminho: str
    consulta: Mapping[str, str]
    formulario: Mapping[str, str]
    #: valores de `escopo` marcados na página de autorização
    escopos: tuple[str, ...] = ()
    cabecalhos: Mapping[str, str] = field(default_factory=dict)
    #: a falha que este pedido sofre; vazia = nenhuma
    falha: str = ""

    @property
    def marca(self) -> str:
        """A marca da sessão única que o navegador trouxe."""
        biscoitos = SimpleCookie(self.cabecalhos.get("cookie", ""))
        return biscoitos[BISCOITO].value if BISCOITO in biscoitos else ""

    @property
    def autorizado(self) -> str:
        """O que vem depois de `Bearer`."""
        esquema, _, valor = self.cabecalhos.get("authorization", "").partition(" ")
        return valor if esquema.lower() == "bearer" else ""


@dataclass(frozen=True, kw_only=True)
class Resposta:
    """O que se responde."""

    situacao: int = HTTPStatus.OK
    corpo: bytes = b""
    tipo: str = "text/html; charset=utf-8"
    cabecalhos: Mapping[str, str] = field(default_factory=dict)


def em_json(
    dados: Any, *, situacao: int = HTTPStatus.OK, cabecalhos: Mapping[str, str] = MappingProxyType({})
) -> Resposta:
    """Uma resposta JSON."""
    return Resposta(
        situacao=situacao,
        corpo=json.dumps(dados, ensure_ascii=False).encode(),
        tipo="application/json;charset=UTF-8",
        cabecalhos=cabecalhos,
    )


def ir_para(endereco: str, **parametros: str) -> Resposta:
    """Manda o navegador a outro endereço, com mais parâmetros."""
    junta = "&" if urlsplit(endereco).query else "?"
    destino = endereco + (junta + urlencode(parametros) if parametros else "")
    return Resposta(situacao=HTTPStatus.FOUND, cabecalhos={"Location": destino})


def primeiros(texto: str) -> dict[str, str]:
    """De uma consulta ou formulário, o primeiro valor de cada nome."""
    return {nome: valores[0] for nome, valores in parse_qs(texto, keep_blank_values=True).items()}
