"""Os campos do leiaute padronizado, lidos de `hub/cda-v1.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, Literal, cast

Tabela = Literal["cda", "devedor", "item", "movimento"]
#: Como o texto vira valor: os tipos da tabela, mais documento e número CNJ, que são texto com forma própria.
Conversao = Literal[
    "texto", "codigo", "data", "dinheiro", "inteiro", "logico", "lista", "json", "documento", "numero_cnj"
]

_POR_NOME: Final[dict[str, Conversao]] = {
    "devedor_documento": "documento",
    "documento": "documento",
    "numero_cnj": "numero_cnj",
    "devedor_uf": "codigo",
    "uf": "codigo",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Campo:
    """Uma linha de `cda-v1.csv`; cada campo é um objeto só, e serve de chave."""

    #: `cda`, `devedor`, `item` ou `movimento`
    tabela: str
    #: nome da coluna
    campo: str
    #: texto, codigo, data, dinheiro, inteiro, logico, lista ou json
    tipo: str
    #: maior número de caracteres; em dinheiro, de algarismos com os centavos
    tamanho: int
    #: a linha sem este campo é recusada
    obrigatorio: bool
    #: códigos separados por `|`, ou o nome de um arquivo de domínio; vazio = livre
    dominio: str
    #: um valor válido
    exemplo: str
    #: o que o campo diz
    descricao: str
    #: de onde vem a exigência
    base_legal: str
    #: posição na tabela, a partir de zero: o bit de `malformado`
    posicao: int

    @property
    def bit(self) -> int:
        """A marca deste campo em `malformado`."""
        return 1 << self.posicao

    @cached_property
    def codigos(self) -> tuple[str, ...]:
        """Os códigos do domínio escrito na própria tabela; vazio quando o campo é livre ou o domínio é arquivo."""
        return tuple(self.dominio.split("|")) if "|" in self.dominio else ()

    @property
    def tem_limite(self) -> bool:
        """Se o tamanho precisa ser conferido: o dos outros campos, a forma ou o domínio já decidem."""
        return self.conversao in {"texto", "json", "inteiro"} or (self.conversao == "codigo" and not self.dominio)

    @cached_property
    def conversao(self) -> Conversao:
        """O tipo da tabela, salvo documento, número CNJ e UF, que o nome decide; texto com domínio é código."""
        if self.tipo == "texto" and self.dominio:
            return "codigo"
        return _POR_NOME.get(self.campo, cast("Conversao", self.tipo))


def _ler() -> dict[str, tuple[Campo, ...]]:
    tabelas: dict[str, list[Campo]] = {}
    with files("hub.leiautes").joinpath("hub/cda-v1.csv").open(encoding="utf-8") as arquivo:
        for linha in csv.DictReader(arquivo):
            campos = tabelas.setdefault(linha["tabela"], [])
            tamanho, obrigatorio = int(linha.pop("tamanho")), linha.pop("obrigatorio") == "S"
            campos.append(Campo(**linha, tamanho=tamanho, obrigatorio=obrigatorio, posicao=len(campos)))
    return {tabela: tuple(campos) for tabela, campos in tabelas.items()}


#: Os campos de cada tabela, na ordem do leiaute.
CAMPOS: Final = _ler()


@cache
def campo_de(tabela: str, nome: str) -> Campo:
    """O campo `nome` da `tabela`; KeyError se não existe (erro de quem programa, não de quem envia)."""
    return {campo.campo: campo for campo in CAMPOS[tabela]}[nome]
