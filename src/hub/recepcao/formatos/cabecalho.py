"""O cabeçalho: de que tabela é, que campo cada coluna traz e o que falta, repete ou sobra."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from hub.recepcao.formatos.achados import Apontado
from hub.recepcao.formatos.campos import CAMPOS, OBRIGATORIOS
from hub.recepcao.formatos.erros import ColunaRepetida, FaltaColuna, SemCabecalho

#: O que marca cada tabela, na ordem em que se pergunta; sem marca, é a tabela cda.
_MARCAS: Final = (
    ("movimento", frozenset({"tipo", "data"})),
    ("item", frozenset({"sequencia"})),
    ("devedor", frozenset({"papel"})),
)
#: Parecença a partir da qual se sugere uma coluna no lugar da que falta.
_PARECENCA = 0.7


def nome_normalizado(nome: str) -> str:
    """`" Número da CDA "` → `"numero_da_cda"`: sem acento, caixa, espaço nem pontuação."""
    sem_acento = unicodedata.normalize("NFKD", nome.replace("\ufeff", "").lower())
    return re.sub(r"[^a-z0-9]+", "_", "".join(c for c in sem_acento if not unicodedata.combining(c))).strip("_")


def tabela_das_colunas(nomes: AbstractSet[str]) -> str:
    """A tabela de um conjunto de nomes normalizados: a da marca, se conhece tantos deles quanto a tabela cda.

    Assim uma coluna alheia chamada `tipo` ou `sequencia` num arquivo de CDAs não o torna outra coisa.
    """
    for tabela, marcas in _MARCAS:
        if marcas <= nomes and len(CAMPOS[tabela].keys() & nomes) >= len(CAMPOS["cda"].keys() & nomes):
            return tabela
    return "cda"


@dataclass(frozen=True, kw_only=True)
class Cabecalho:
    """As colunas de um arquivo lidas como campos de uma tabela."""

    tabela: str
    #: campo de cada coluna, na ordem do arquivo; None = coluna desconhecida
    colunas: tuple[str | None, ...]
    #: nomes das colunas desconhecidas, como vieram
    desconhecidas: tuple[str, ...]
    #: linha física em que está
    linha: int = 1

    @cached_property
    def campos(self) -> list[str]:
        """Os campos que vieram, na ordem do leiaute."""
        presentes = set(self.colunas)
        return [campo for campo in CAMPOS[self.tabela] if campo in presentes]

    def avisos(self) -> list[Apontado]:
        """Um aviso por coluna desconhecida."""
        return [(self.linha, self.tabela, None, "cabecalho", nome, "ARQ-004") for nome in self.desconhecidas]


def cabecalho_resolver(nomes: Sequence[str], *, arquivo: str, tabela: str | None = None, linha: int = 1) -> Cabecalho:
    """Lê os nomes das colunas, com tolerância a caixa, acento e espaço.

    `tabela` None = decidida pelas colunas. Levanta `SemCabecalho`, `FaltaColuna` ou `ColunaRepetida`, nesta ordem.
    """
    normalizados = [nome_normalizado(nome) for nome in nomes]
    tabela = tabela or tabela_das_colunas(set(normalizados))
    colunas = tuple(nome if nome in CAMPOS[tabela] else None for nome in normalizados)
    if not any(colunas):
        raise SemCabecalho(arquivo=arquivo, inicio=" ".join(nomes)[:40].strip())
    sobras = [nome for nome, campo in zip(nomes, colunas, strict=True) if campo is None]
    _conferir(colunas, sobras, tabela=tabela, arquivo=arquivo)
    return Cabecalho(
        tabela=tabela,
        colunas=colunas,
        desconhecidas=tuple(nome.strip() or "(coluna sem nome)" for nome in sobras),
        linha=linha,
    )


def _conferir(colunas: Sequence[str | None], sobras: Sequence[str], *, tabela: str, arquivo: str) -> None:
    faltam = [campo for campo in OBRIGATORIOS[tabela] if campo not in colunas]
    if faltam:
        parecidas = _parecidas(faltam, sobras)
        raise FaltaColuna(tabela=tabela, arquivo=arquivo, colunas=", ".join(faltam), parecidas=parecidas)
    conferir_repetidas(colunas, tabela=tabela, arquivo=arquivo)


def conferir_repetidas(colunas: Sequence[str | None], *, tabela: str, arquivo: str) -> None:
    """Levanta `ColunaRepetida` se um campo vem em mais de uma coluna."""
    repetidas = [campo for campo, vezes in Counter(colunas).items() if campo and vezes > 1]
    if repetidas:
        raise ColunaRepetida(tabela=tabela, arquivo=arquivo, colunas=", ".join(repetidas))


def _parecidas(faltam: Sequence[str], sobras: Sequence[str]) -> str:
    """`" Há “Data da inscrição”, parecida com data_inscricao."` para as sobras que lembram as que faltam."""
    por_nome = {nome_normalizado(nome): nome.strip() for nome in sobras}
    pares = []
    for campo in faltam:
        achadas = difflib.get_close_matches(campo, por_nome, n=1, cutoff=_PARECENCA)
        pares += [f"“{por_nome[achada]}”, parecida com {campo}" for achada in achadas]
    return f" Há {'; '.join(pares)}." if pares else ""
