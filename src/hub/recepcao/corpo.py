"""O corpo das chamadas: JSON com dinheiro exato."""

from __future__ import annotations

from typing import Any

from hub.recepcao.erros import CorpoMalformado
from hub.recepcao.formatos import DECODIFICADOR, desembrulhar


def objeto_do_corpo(corpo: bytes) -> dict[str, Any]:
    """O objeto do corpo. Levanta `CorpoMalformado`."""
    objetos = desembrulhar(_ler(corpo))
    if len(objetos) != 1 or not isinstance(objetos[0], dict):
        raise CorpoMalformado(detalhe="esperava um objeto")
    return objetos[0]


def objetos_do_corpo(corpo: bytes) -> list[Any]:
    """Os objetos do corpo: um, uma lista deles, ou os que um só traz em `cdas`. Número com casas vira texto.

    O que na lista não é objeto fica, e a leitura o aponta na posição dele. Levanta `CorpoMalformado`.
    """
    lido = _ler(corpo)
    objetos = lido if isinstance(lido, list) else desembrulhar(lido)
    if not objetos or not isinstance(lido, list | dict):
        raise CorpoMalformado(detalhe="esperava um objeto ou uma lista de objetos")
    return objetos


def _ler(corpo: bytes) -> Any:
    try:
        return DECODIFICADOR.decode(corpo.decode("utf-8-sig").strip())
    except RecursionError as erro:
        raise CorpoMalformado(detalhe="traz listas ou objetos aninhados demais") from erro
    except ValueError as erro:
        raise CorpoMalformado(detalhe=f"não é JSON ({erro})") from erro
