"""O corpo das chamadas: JSON com dinheiro exato."""

from __future__ import annotations

from typing import Any

from hub.recepcao.erros import CorpoMalformado
from hub.recepcao.formatos import DECODIFICADOR


def objetos_do_corpo(corpo: bytes, *, um_so: bool = False) -> list[dict[str, Any]]:
    """Os objetos do corpo: um, ou uma lista deles. Número com casas vira texto, sem passar por float.

    Levanta `CorpoMalformado`.
    """
    try:
        lido = DECODIFICADOR.decode(corpo.decode("utf-8-sig").strip())
    except (ValueError, RecursionError) as erro:
        raise CorpoMalformado(detalhe=f"não é JSON ({erro})") from erro
    objetos = lido if isinstance(lido, list) and not um_so else [lido]
    if not objetos or not all(isinstance(objeto, dict) for objeto in objetos):
        raise CorpoMalformado(detalhe="esperava um objeto" + ("" if um_so else " ou uma lista de objetos"))
    return objetos
