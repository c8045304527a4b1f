"""Achados: o que a leitura de um arquivo estranhou, sempre com linha, campo, código e como resolver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from hub.leiautes.tabelas import PASTA, ler_tabela

#: Guardam-se até tantos achados; o total conta todos.
MAXIMO: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Achado:
    """Um estranhamento da leitura."""

    #: Linha do arquivo, de 1; nula quando o achado é do arquivo inteiro.
    linha: int | None
    #: Campo da tabela do leiaute; nulo quando é da linha inteira.
    campo: str | None
    codigo: str
    mensagem: str

    def como_dict(self) -> dict[str, str | int | None]:
        """A forma do contrato de `hub leiaute ler`."""
        return {"linha": self.linha, "campo": self.campo, "codigo": self.codigo, "mensagem": self.mensagem}


@cache
def textos(familia: str = "protesto") -> Mapping[str, str]:
    """Código → texto com marcadores, de `achados.csv`; o que a família diz de outro modo, de `achados_FAMILIA.csv`."""
    comuns = {linha["codigo"]: linha["mensagem"] for linha in ler_tabela(PASTA / "achados.csv")}
    proprios = PASTA / f"achados_{familia}.csv"
    if not proprios.exists():
        return comuns
    return comuns | {linha["codigo"]: linha["mensagem"] for linha in ler_tabela(proprios)}


def achar(
    codigo: str, *, linha: int | None = None, campo: str | None = None, familia: str = "protesto", **dados: object
) -> Achado:
    """O achado de código dado, com a mensagem da tabela da família preenchida."""
    mensagem = textos(familia)[codigo].format(linha=linha, campo=campo, **dados)
    return Achado(linha=linha, campo=campo, codigo=codigo, mensagem=mensagem)


def ordenar(achados: list[Achado]) -> list[Achado]:
    """Na ordem do arquivo; os do arquivo inteiro primeiro."""
    return sorted(achados, key=lambda achado: achado.linha or 0)
