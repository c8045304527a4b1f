"""As regras como dados: uma linha por código e vigência, em `cda.csv`, `devedor.csv`, `item.csv` e `movimento.csv`.

`recepcao.csv` tem os achados que dependem do livro ou do envio inteiro: quem os acha é a recepção; o texto mora aqui.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from hub.comum.erros import Recusa

Efeito = Literal["aviso", "em_consulta", "recusada"]

#: Do mais leve ao mais grave; o resultado da linha é o do achado mais grave.
EFEITOS: Final[tuple[Efeito, ...]] = ("aviso", "em_consulta", "recusada")
TABELAS: Final = ("cda", "devedor", "item", "movimento", "recepcao")
TODAS: Final = "todas"


class RegraDesconhecida(Recusa):
    """Não há regra {codigo} vigente em {em}. Confira o código na página das regras."""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Regra:
    """Uma linha da tabela de regras."""

    #: arquivo em que está: `cda`, `devedor`, `item`, `movimento` ou `recepcao`
    tabela: str
    #: código estável, como CDA-003
    codigo: str
    #: coluna de que fala; vazio = várias, e o achado diz qual
    campo: str
    #: o que acontece com a linha
    efeito: Efeito
    #: `hub` (o credor envia), `pgfn-dados-abertos` ou `todas`
    origens: str
    #: primeiro dia em que vale; None = desde sempre
    desde: date | None
    #: último dia em que vale; None = ainda vale
    ate: date | None
    #: de onde vem: lei, súmula, leiaute ou convênio
    lei: str
    #: o que a regra exige, em poucas palavras
    titulo: str
    #: o que está errado, com marcadores
    mensagem: str
    #: o que fazer, com marcadores
    como_resolver: str

    def vale(self, em: date) -> bool:
        """A regra está em vigor na data."""
        return (self.desde is None or self.desde <= em) and (self.ate is None or em <= self.ate)

    def alcanca(self, origem: str) -> bool:
        """A regra julga o que vem dessa origem."""
        return self.origens in {TODAS, origem}


def _ler(tabela: str) -> list[Regra]:
    with files("hub.regras").joinpath(f"{tabela}.csv").open(encoding="utf-8") as arquivo:
        return [_regra(tabela, linha) for linha in csv.DictReader(arquivo)]


def _regra(tabela: str, linha: Mapping[str, str]) -> Regra:
    resto = {nome: texto for nome, texto in linha.items() if nome not in {"efeito", "desde", "ate"}}
    desde, ate = (date.fromisoformat(linha[nome]) if linha[nome] else None for nome in ("desde", "ate"))
    return Regra(tabela=tabela, efeito=cast("Efeito", linha["efeito"]), desde=desde, ate=ate, **resto)


#: Todas as linhas de todas as tabelas, na ordem em que estão escritas.
REGRAS: Final = tuple(regra for tabela in TABELAS for regra in _ler(tabela))


@cache
def por_codigo() -> dict[str, tuple[Regra, ...]]:
    """As linhas de cada código, uma por vigência."""
    todas: dict[str, tuple[Regra, ...]] = {}
    for regra in REGRAS:
        todas[regra.codigo] = (*todas.get(regra.codigo, ()), regra)
    return todas


def vigentes(tabela: str, *, origem: str, em: date) -> tuple[Regra, ...]:
    """As regras de uma tabela que julgam essa origem nessa data."""
    return tuple(r for r in REGRAS if r.tabela == tabela and r.alcanca(origem) and r.vale(em))


def explicar(codigo: str, em: date) -> Regra:
    """A regra como estava escrita em `em`. Levanta `RegraDesconhecida`."""
    for regra in por_codigo().get(codigo, ()):
        if regra.vale(em):
            return regra
    raise RegraDesconhecida(codigo=codigo, em=em.strftime("%d/%m/%Y"))
