"""Registrar um evento: um INSERT, na transação do ato que ele conta."""

from __future__ import annotations

from collections.abc import Mapping
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
_INSERIR = "insert into evento (em, etiqueta, ator, credor_id, chaves) values (%s, %s, %s, %s, %s) returning id"
_COLUNAS = ("id", "em", "etiqueta", "ator", "credor_id", "chaves")


def evento_registrar(
    etiqueta: Etiqueta, /, *, ator: str, credor: models.Model | None = None, em: datetime, **chaves: Any
) -> Evento:
    """Grava o evento. Levanta `ChavesErradas` se sobra ou falta chave, ou se há valor que o JSON não guarda exato.

    `credor`: a linha de `hub.credores.Credor` a quem o ato pertence; None = ao próprio hub. `em`: instante com fuso.
    Nas chaves, Decimal vira texto com ponto e data vira ISO; float não entra.
    """
    if chaves.keys() != etiqueta.chaves:
        sobram, faltam = sorted(chaves.keys() - etiqueta.chaves), sorted(etiqueta.chaves - chaves.keys())
        raise ChavesErradas(f"O evento {etiqueta} não leva estas chaves: sobram {sobram}, faltam {faltam}.")
    ator, dono = texto_guardavel(ator)[:TAMANHO_DO_ATOR], credor.pk if credor else None
    exatas = {chave: _valor(valor) for chave, valor in chaves.items()}
    with connection.cursor() as cursor:
        cursor.execute(_INSERIR, [em, etiqueta.value, ator, dono, canonico(exatas).decode()])
        (numero,) = cursor.fetchone()
    return Evento.from_db(connection.alias, _COLUNAS, (numero, em, etiqueta.value, ator, dono, exatas))


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
