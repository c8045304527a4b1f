"""Registrar eventos: um INSERT, na transação dos atos que eles contam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from hub.auditoria.erros import ChavesErradas
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.models import Evento
from hub.auditoria.recibo import canonico
from hub.comum.textos import texto_guardavel

#: Caracteres do ator que a tabela guarda.
TAMANHO_DO_ATOR = 150

# SQL direto, e não o ORM: é feito em cada chamada da API e custa menos da metade.
_INSERIR = """
insert into evento (em, etiqueta, ator, credor_id, chaves)
select %s, r.etiqueta, r.ator, r.credor, r.chaves
  from unnest(%s::text[], %s::text[], %s::bigint[], %s::jsonb[])
       with ordinality as r(etiqueta, ator, credor, chaves, ordem)
 order by r.ordem
returning id
"""
_COLUNAS = ("id", "em", "etiqueta", "ator", "credor_id", "chaves")


@dataclass(frozen=True, kw_only=True)
class Relato:
    """O que se registra de um ato."""

    etiqueta: Etiqueta
    ator: str
    #: a linha de `hub.credores.Credor` a quem o ato pertence; None = ao próprio hub
    credor: models.Model | None = None
    #: as que a etiqueta pede; Decimal vira texto com ponto, data vira ISO, float não entra
    chaves: Mapping[str, Any]


def evento_registrar(
    etiqueta: Etiqueta, /, *, ator: str, credor: models.Model | None = None, em: datetime, **chaves: Any
) -> Evento:
    """Grava o evento de um ato. `em`: instante com fuso. Levanta `ChavesErradas`, como `eventos_registrar`."""
    (evento,) = eventos_registrar([Relato(etiqueta=etiqueta, ator=ator, credor=credor, chaves=chaves)], em=em)
    return evento


def eventos_registrar(relatos: Sequence[Relato], *, em: datetime) -> list[Evento]:
    """Grava um evento por relato, na ordem deles, num só comando.

    Levanta `ChavesErradas` se sobra ou falta chave, ou se há valor que o JSON não guarda exato.
    """
    campos = [_campos(relato) for relato in relatos]
    colunas = [list(coluna) for coluna in zip(*campos, strict=True)]
    textos = [canonico(chaves).decode() for chaves in colunas.pop()]
    with connection.cursor() as cursor:
        cursor.execute(_INSERIR, [em, *colunas, textos])
        numeros = [numero for (numero,) in cursor.fetchall()]
    pares = zip(numeros, campos, strict=True)
    return [Evento.from_db(connection.alias, _COLUNAS, (numero, em, *valores)) for numero, valores in pares]


def _campos(relato: Relato) -> tuple[str, str, int | None, dict[str, Any]]:
    """Etiqueta, ator, credor e chaves, como se guardam."""
    etiqueta, chaves = relato.etiqueta, relato.chaves
    if chaves.keys() != etiqueta.chaves:
        sobram, faltam = sorted(chaves.keys() - etiqueta.chaves), sorted(etiqueta.chaves - chaves.keys())
        raise ChavesErradas(f"O evento {etiqueta} não leva estas chaves: sobram {sobram}, faltam {faltam}.")
    dono = relato.credor.pk if relato.credor else None
    ator = texto_guardavel(relato.ator)[:TAMANHO_DO_ATOR]
    return etiqueta.value, ator, dono, {chave: _valor(valor) for chave, valor in chaves.items()}


def _valor(valor: Any) -> Any:
    exato: Any
    match valor:
        case None | int():
            exato = valor
        case str():
            exato = texto_guardavel(valor)
        case Decimal() if valor.is_finite():
            exato = format(valor, "f")
        case datetime():
            exato = valor.astimezone(UTC).isoformat()
        case date():
            exato = valor.isoformat()
        case Mapping():
            exato = {texto_guardavel(chave): _valor(interno) for chave, interno in valor.items()}
        case list() | tuple():
            exato = [_valor(interno) for interno in valor]
        case _:
            raise ChavesErradas(f"O evento não guarda {valor!r}, {type(valor)}: use texto, inteiro, Decimal ou data.")
    return exato
