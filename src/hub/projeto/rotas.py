"""As rotas do portal, com o que cada uma cobra."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from hub.acesso.permissoes import Ato


@dataclass(frozen=True, kw_only=True)
class Rota:
    nome: str
    #: `/cdas/{cda}`
    endereco: str
    #: nomes dos identificadores do endereço
    identificadores: tuple[str, ...]
    #: o que a tela cobra; nulo na que só pede entrada e na aberta
    ato: Ato | None
    #: se qualquer um a abre, sem entrar
    aberta: bool


def rotas(resolvedor: URLResolver | None = None, prefixo: str = "") -> Iterator[Rota]:
    """As do portal; as da API estão em `/api/v1/openapi.json`."""
    for padrao in (resolvedor or get_resolver()).url_patterns:
        caminho = prefixo + str(padrao.pattern)
        if isinstance(padrao, URLPattern):
            yield _rota(padrao, caminho)
        elif padrao.app_name != "ninja":
            yield from rotas(padrao, caminho)


def _rota(padrao: URLPattern, caminho: str) -> Rota:
    return Rota(
        nome=str(padrao.name),
        endereco="/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", caminho),
        identificadores=tuple(padrao.pattern.converters),
        ato=getattr(padrao.callback, "ato", None),
        aberta=not hasattr(padrao.callback, "ato"),
    )
