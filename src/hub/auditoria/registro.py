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
from hub.auditoria.recibo import canonico
from hub.comum.textos import texto_guardavel

#: Caracteres do ator que a tabela guarda.
TAMANHO_DO_ATOR = 150

# SQL direto, e um parâmetro só: é feito em cada chamada da API, e uma lista por coluna custava mais que o comando.
_INSERIR = """
insert into evento (em, etiqueta, ator, credor_id, chaves)
select %s, r.etiqueta, r.ator, r.credor, r.chaves
  from rows from (jsonb_to_recordset(%s) as (etiqueta text, ator text, credor bigint, chaves jsonb))
       with ordinality as r(etiqueta, ator, credor, chaves, ordem)
 order by r.ordem
"""


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
) -> None:
    """Grava o evento de um ato. `em`: instante com fuso. Levanta `ChavesErradas`."""
    eventos_registrar([Relato(etiqueta=etiqueta, ator=ator, credor=credor, chaves=chaves)], em=em)


def eventos_registrar(relatos: Sequence[Relato], *, em: datetime) -> None:
    """Grava um evento por relato, na ordem deles, num só comando.

    Levanta `ChavesErradas` se sobra ou falta chave, ou se há valor que o JSON não guarda exato.
    """
    linhas = canonico([_linha(relato) for relato in relatos]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_INSERIR, [em, linhas])


def _linha(relato: Relato) -> dict[str, Any]:
    """Etiqueta, ator, credor e chaves, como se guardam."""
    etiqueta, chaves = relato.etiqueta, relato.chaves
    if chaves.keys() != etiqueta.chaves:
        sobram, faltam = sorted(chaves.keys() - etiqueta.chaves), sorted(etiqueta.chaves - chaves.keys())
        raise ChavesErradas(f"O evento {etiqueta} não leva estas chaves: sobram {sobram}, faltam {faltam}.")
    return {
        "etiqueta": etiqueta.value,
        "ator": texto_guardavel(relato.ator)[:TAMANHO_DO_ATOR],
        "credor": relato.credor.pk if relato.credor else None,
        "chaves": {chave: _valor(valor) for chave, valor in chaves.items()},
    }


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
