"""Os campos do leiaute padrão como a leitura precisa deles: por nome, em cada tabela."""

from __future__ import annotations

from typing import Final

from hub.leiautes.padrao import CAMPOS as _DO_LEIAUTE

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


#: Os campos de cada tabela por nome, na ordem do leiaute.
CAMPOS: Final = {tabela: {campo.campo: campo for campo in _DO_LEIAUTE[tabela]} for tabela in TABELAS}
#: O tipo de cada campo (texto, codigo, data, dinheiro, inteiro, logico, lista ou json).
TIPOS: Final = {tabela: {nome: campo.tipo for nome, campo in campos.items()} for tabela, campos in CAMPOS.items()}
#: Os obrigatórios de cada tabela: sem a coluna, o arquivo é recusado.
OBRIGATORIOS: Final = {
    tabela: tuple(nome for nome, campo in campos.items() if campo.obrigatorio) for tabela, campos in CAMPOS.items()
}
#: Campos com documento de pessoa, em que zeros à esquerda se perdem.
DOCUMENTOS: Final = frozenset({"devedor_documento", "documento"})
