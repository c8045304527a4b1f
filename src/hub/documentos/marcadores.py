"""Os marcadores que um modelo pode usar: uma lista fechada, em `marcadores.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Marcador:
    """Uma linha de `marcadores.csv`."""

    #: o que se escreve entre chaves duplas
    codigo: str
    #: o que é, para quem escreve o modelo
    rotulo: str
    #: `texto` vai no meio da frase; `quadro` ocupa um parágrafo só seu
    tipo: str
    #: campo da CDA de onde vem; vazio = do credor ou da emissão
    campo: str
    exemplo: str

    @property
    def escrito(self) -> str:
        """Como se põe no texto: `{{codigo}}`."""
        return f"{{{{{self.codigo}}}}}"

    @property
    def e_quadro(self) -> bool:
        return self.tipo == "quadro"


@cache
def marcadores() -> dict[str, Marcador]:
    """Código → marcador, na ordem da lista."""
    with files("hub.documentos").joinpath("marcadores.csv").open(encoding="utf-8") as arquivo:
        return {linha["codigo"]: Marcador(**linha) for linha in csv.DictReader(arquivo)}
