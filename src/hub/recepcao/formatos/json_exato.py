"""JSON sem perda: números com o texto exato, chaves repetidas marcadas."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any, Final


class Numero(str):
    """Número de um JSON com o texto exato com que veio: dinheiro nunca passa por ponto flutuante."""

    __slots__ = ()


class ObjetoComRepeticao(dict[str, Any]):
    """Objeto JSON com chave repetida: o padrão não diz qual das duas vale."""

    repetidas: tuple[str, ...] = ()


def _objeto(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) == len(pares):
        return objeto
    vezes = Counter(nome for nome, _ in pares)
    repetido = ObjetoComRepeticao(objeto)
    repetido.repetidas = tuple(sorted(nome for nome, quantas in vezes.items() if quantas > 1))
    return repetido


#: O que se mostra de um valor com mais níveis do que se sabe escrever; não é JSON, e a conversão do campo o acusa.
ANINHADO: Final = "(níveis demais)"
#: Lê JSON sem perder nada: números como texto exato, chaves repetidas marcadas; caractere de controle dentro de um
#: texto passa, e a conversão o acusa no campo.
DECODIFICADOR: Final = json.JSONDecoder(
    parse_float=Numero, parse_int=Numero, parse_constant=Numero, object_pairs_hook=_objeto, strict=False
)


def escrever_json(valor: Any) -> str:
    """O valor como texto JSON, com os números como vieram escritos; o aninhado demais, só como `ANINHADO`."""
    try:
        return _escrever(valor)
    except RecursionError:
        return ANINHADO


def _escrever(valor: Any) -> str:
    if isinstance(valor, Numero | Decimal):
        return str(valor)
    if isinstance(valor, dict):
        return "{" + ",".join(f"{_escrever(str(chave))}:{_escrever(parte)}" for chave, parte in valor.items()) + "}"
    if isinstance(valor, list | tuple):
        return "[" + ",".join(map(_escrever, valor)) + "]"
    return json.dumps(valor, ensure_ascii=False, default=str)
