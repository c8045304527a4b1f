"""Quem pode o quê: uma tabela só, lida pelo decorador das telas e pelos modelos de página."""

from __future__ import annotations

from enum import StrEnum

from hub.acesso.models import Perfil


class Ato(StrEnum):
    """O que uma tela faz. O texto completa a frase "o perfil … não pode …"."""

    CONSULTAR = "consultar"
    CDAS_ENVIAR = "enviar CDAs e arquivos"
    REMESSA_PLANEJAR = "planejar remessas"
    REMESSA_LIBERAR = "liberar remessas"
    RETORNO_APLICAR = "enviar arquivos de retorno"
    DOCUMENTOS_EMITIR = "emitir documentos"
    MODELOS_EDITAR = "escrever modelos de documento"


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
    Ato.DOCUMENTOS_EMITIR: _ENVIAM,
    Ato.MODELOS_EDITAR: _LIBERAM,
}


def pode(perfil: Perfil, ato: Ato) -> bool:
    return perfil in PODE.get(ato, frozenset())
