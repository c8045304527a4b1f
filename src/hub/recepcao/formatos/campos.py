"""Os campos do leiaute padrão como a leitura precisa deles: nome, tipo e obrigatoriedade por tabela."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

#: As tabelas do leiaute, na ordem em que se recebem.
TABELAS: Final = ("cda", "devedor", "item", "movimento")
#: As que podem vir sozinhas num envio.
PRINCIPAIS: Final = frozenset({"cda", "movimento"})
#: Outros nomes que uma folha, um membro de ZIP ou uma lista JSON podem ter.
NOMES_DE_TABELA: Final = {
    "cda": "cda",
    "cdas": "cda",
    "devedor": "devedor",
    "devedores": "devedor",
    "item": "item",
    "itens": "item",
    "movimento": "movimento",
    "movimentos": "movimento",
}


@dataclass(frozen=True, kw_only=True)
class Campo:
    """Um campo de uma tabela do leiaute padrão."""

    nome: str
    #: texto, codigo, data, dinheiro, inteiro, logico, lista ou json
    tipo: str
    obrigatorio: bool
    exemplo: str


def _campos() -> dict[str, dict[str, Campo]]:
    tabelas: dict[str, dict[str, Campo]] = {tabela: {} for tabela in TABELAS}
    leiaute = files("hub.leiautes").joinpath("hub/cda-v1.csv").read_text(encoding="utf-8")
    for linha in csv.DictReader(leiaute.splitlines()):
        tabelas[linha["tabela"]][linha["campo"]] = Campo(
            nome=linha["campo"],
            tipo=linha["tipo"],
            obrigatorio=linha["obrigatorio"] == "S",
            exemplo=linha["exemplo"],
        )
    return tabelas


#: Os campos de cada tabela, na ordem do leiaute.
CAMPOS: Final = _campos()
#: Os obrigatórios de cada tabela: sem a coluna, o arquivo é recusado.
OBRIGATORIOS: Final = {
    tabela: tuple(campo.nome for campo in campos.values() if campo.obrigatorio) for tabela, campos in CAMPOS.items()
}
#: Campos com documento de pessoa, em que zeros à esquerda se perdem.
DOCUMENTOS: Final = frozenset({"devedor_documento", "documento"})
