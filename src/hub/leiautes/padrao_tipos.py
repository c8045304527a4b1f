"""Uma expressão por tipo do leiaute: o texto vira valor, ou nulo quando está vazio ou não converte.

Brancos das pontas são espaço, tabulação, quebra de linha e espaço duro (U+00A0), e só estes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Final

import polars as pl

from hub.comum.dinheiro import texto_para_centavos
from hub.comum.documentos import limpar
from hub.leiautes.padrao_campos import Conversao

#: O que se tira das pontas de qualquer campo.
BRANCOS: Final = " \t\r\n\v\f\u00a0"
#: O que não pode haver no meio de um texto: C0, DEL e C1 sobram de conversões erradas e quebram arquivos.
CONTROLES: Final = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0))]
#: Nem metade de um par substituto, que um JSON pode trazer escapada e não é texto.
_PROIBIDOS: Final = frozenset(CONTROLES) | {chr(n) for n in range(0xD800, 0xE000)}
#: Fora daqui a data é erro de digitação.
ANOS: Final = (date(1900, 1, 1), date(2100, 12, 31))
#: Pares que cabem em `metadados`, e caracteres de cada nome e valor.
PARES, CARACTERES = 10, 140

_FORMA_DATA: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$|^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
_SIM, _NAO = ["S", "SIM", "TRUE"], ["N", "NAO", "NÃO", "FALSE"]

#: O tipo da coluna normalizada.
TIPOS: Final[dict[Conversao, pl.DataType]] = {
    "texto": pl.String(),
    "codigo": pl.String(),
    "data": pl.Date(),
    "dinheiro": pl.Int64(),
    "inteiro": pl.Int32(),
    "logico": pl.Boolean(),
    "lista": pl.String(),
    "json": pl.String(),
    "documento": pl.String(),
    "numero_cnj": pl.String(),
}


def aparar(texto: pl.Expr) -> pl.Expr:
    """Sem brancos nas pontas; o que só tinha brancos fica vazio."""
    return texto.str.strip_chars(BRANCOS)


def _texto(aparado: pl.Expr) -> pl.Expr:
    return pl.when((aparado != "") & ~aparado.str.contains(r"\p{Cc}")).then(aparado)


def _codigo(aparado: pl.Expr) -> pl.Expr:
    return _texto(aparado).str.to_uppercase()


def _documento(aparado: pl.Expr) -> pl.Expr:
    limpo = limpar(_texto(aparado))
    return pl.when(limpo != "").then(limpo)


def _data_iso(texto: pl.Expr) -> pl.Expr:
    """`AAAA-MM-DD`; o analisador ainda aceita brancos no meio e qualquer ano, que `_FORMA_DATA` e `ANOS` afastam."""
    return texto.str.to_date("%Y-%m-%d", strict=False, cache=False)


def _data(aparado: pl.Expr) -> pl.Expr:
    lida = pl.coalesce(_data_iso(aparado), aparado.str.to_date("%d/%m/%Y", strict=False, cache=False))
    return pl.when(lida.is_between(*ANOS) & aparado.str.contains(_FORMA_DATA)).then(lida)


def _inteiro(aparado: pl.Expr) -> pl.Expr:
    return pl.when(aparado.str.contains("^[0-9]+$")).then(aparado.cast(pl.Int32, strict=False))


def _logico(aparado: pl.Expr) -> pl.Expr:
    maiusculo = aparado.str.to_uppercase()
    return pl.when(maiusculo.is_in(_SIM)).then(True).when(maiusculo.is_in(_NAO)).then(False)


def _lista(aparado: pl.Expr) -> pl.Expr:
    partes = _codigo(aparado).str.split("+").list.eval(aparar(pl.element()))
    return partes.list.unique().list.sort().list.join("+")


def _json(aparado: pl.Expr) -> pl.Expr:
    return aparado.map_elements(json_canonico, return_dtype=pl.String)


#: A conversão completa de um texto já aparado.
CONVERTE: Final[dict[Conversao, Callable[[pl.Expr], pl.Expr]]] = {
    "texto": _texto,
    "codigo": _codigo,
    "data": _data,
    "dinheiro": texto_para_centavos,
    "inteiro": _inteiro,
    "logico": _logico,
    "lista": _lista,
    "json": _json,
    "documento": _documento,
    "numero_cnj": _documento,
}


class _Literal(str):
    """Número de um JSON, que volta como veio escrito (1.10 não vira 1.1)."""

    __slots__ = ()


class _Pares(list[tuple[str, object]]):
    """Os pares de um objeto JSON, com as repetições, para recusar nome repetido."""


def json_canonico(texto: str) -> str | None:
    """O objeto com as chaves ordenadas e sem espaços; None se não é objeto de até dez pares simples e curtos.

    Cada nome e cada valor tem até 140 caracteres, sem caractere de controle; número volta como veio escrito.
    """
    try:
        pares = json.loads(
            texto, object_pairs_hook=_Pares, parse_float=_Literal, parse_int=_Literal, parse_constant=_recusar
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(pares, _Pares) or len(pares) > PARES or len({nome for nome, _ in pares}) < len(pares):
        return None
    if not all(_cabe(nome) and _cabe(valor) for nome, valor in pares):
        return None
    return "{" + ",".join(f"{_escrever(nome)}:{_escrever(valor)}" for nome, valor in sorted(pares, key=_nome)) + "}"


def _nome(par: tuple[str, object]) -> str:
    return par[0]


def _recusar(constante: str) -> object:
    raise ValueError(constante)


def _cabe(valor: object) -> bool:
    if isinstance(valor, bool) or valor is None:
        return True
    return isinstance(valor, str) and len(valor) <= CARACTERES and _PROIBIDOS.isdisjoint(valor)


def _escrever(valor: object) -> str:
    return valor if isinstance(valor, _Literal) else json.dumps(valor, ensure_ascii=False)
