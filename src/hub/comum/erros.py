"""Recusas: o que o hub diz quando não pode fazer o que lhe pediram."""

from __future__ import annotations

import inspect
import re
from typing import ClassVar


class Recusa(Exception):
    """O pedido não pôde ser atendido."""

    #: Situação HTTP com que a API responde.
    status: ClassVar[int] = 400
    #: Código estável, em maiúsculas; vazio = derivado do nome da classe.
    codigo: ClassVar[str] = ""

    def __init__(self, **campos: object) -> None:
        self.campos = campos
        super().__init__(self.mensagem)

    @property
    def mensagem(self) -> str:
        """A docstring da classe com os marcadores trocados: o quê, onde, como resolver."""
        texto = " ".join(inspect.cleandoc(type(self).__doc__ or Recusa.__doc__ or "").split())
        return texto.format(**self.campos) if self.campos else texto

    def como_dict(self) -> dict[str, str]:
        """`{"erro": "CODIGO", "mensagem": "…"}`, a forma fixa das respostas de recusa."""
        return {"erro": type(self).nome_do_codigo(), "mensagem": self.mensagem}

    @classmethod
    def nome_do_codigo(cls) -> str:
        """O código declarado, ou o nome da classe em MAIUSCULAS_COM_TRACO_BAIXO."""
        return cls.codigo or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).upper()
