"""O argparse em português.

Ele diz tudo pela função `_` do seu módulo, que só sabe ler catálogos compilados do sistema: aqui está o nosso.
"""

from __future__ import annotations

import argparse
from typing import Final

FRASES: Final = {
    "usage: ": "uso: ",
    "positional arguments": "argumentos",
    "options": "opções",
    "show this help message and exit": "mostra esta ajuda",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "argumento %(argument_name)s: %(message)s",
    "the following arguments are required: %s": "falta dizer: %s",
    "one of the arguments %s is required": "falta dizer um destes: %s",
    "not allowed with argument %s": "não vale junto com %s",
    "expected one argument": "falta o valor",
    "expected at least one argument": "falta ao menos um valor",
    "ignored explicit argument %r": "não leva valor, e veio %r",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r não é nenhum destes: %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r não é um número inteiro",
    "unrecognized arguments: %s": "não há estes argumentos: %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s pode ser mais de um: %(matches)s",
}


def em_portugues() -> None:
    """Faz o argparse falar português; a frase que não está no catálogo sai como é."""
    argparse._ = lambda frase: FRASES.get(frase, frase)  # type: ignore[attr-defined]
