"""Quem pode o quê: uma tabela só, lida pelo decorador das telas e pelos modelos de página."""

from __future__ import annotations

from enum import StrEnum

from hub.acesso.models import Perfil
from hub.acesso.nivel import Nivel


class Ato(StrEnum):
    """O que uma tela faz. O texto completa a frase "o perfil … não pode …"."""

    CONSULTAR = "consultar"
    CDAS_ENVIAR = "enviar CDAs e arquivos"
    REMESSA_PLANEJAR = "planejar remessas"
    REMESSA_LIBERAR = "liberar remessas"
    RETORNO_APLICAR = "enviar arquivos de retorno"


_TODOS = frozenset(Perfil)
_ENVIAM = frozenset({Perfil.GESTOR, Perfil.OPERADOR})
_LIBERAM = frozenset({Perfil.GESTOR})

#: Ato × perfil. Ato que não está aqui ninguém pode.
PODE: dict[Ato, frozenset[Perfil]] = {
    Ato.CONSULTAR: _TODOS,
    Ato.CDAS_ENVIAR: _ENVIAM,
    Ato.REMESSA_PLANEJAR: _ENVIAM,
    Ato.REMESSA_LIBERAR: _LIBERAM,
    Ato.RETORNO_APLICAR: _ENVIAM,
}

#: O menor nível de quem faz cada ato, conferido a cada vez e não só ao entrar.
NIVEL_MINIMO: dict[Ato, Nivel] = {
    Ato.CONSULTAR: Nivel.BRONZE,
    Ato.CDAS_ENVIAR: Nivel.BRONZE,
    Ato.REMESSA_PLANEJAR: Nivel.BRONZE,
    Ato.REMESSA_LIBERAR: Nivel.PRATA,
    Ato.RETORNO_APLICAR: Nivel.BRONZE,
}


def nivel_minimo(ato: Ato) -> Nivel:
    """O nível que o ato pede; o que não está na tabela pede o maior."""
    return NIVEL_MINIMO.get(ato, Nivel.OURO)


def pode(perfil: Perfil, ato: Ato) -> bool:
    return perfil in PODE.get(ato, frozenset())
