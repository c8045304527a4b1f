"""As críticas da Serasa simulada: as do leiaute, traduzidas de `criticas.csv`.

A Serasa não publica o significado dos códigos de três posições: os daqui são **inventados**, começam todos por X e não
existem fora do simulador. O produto não os conhece.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from hub.leiautes.achados import Achado
from hub.leiautes.tabelas import ler_tabela

_TABELA: Final = Path(__file__).with_name("criticas.csv")
REMESSA_REPETIDA, NAO_E_ENTRADA, HEADER_ERRADO = "X06", "X07", "X08"
JA_ESTA, NAO_ESTA, SEM_PRINCIPAL, DE_OUTRO = "X40", "X41", "X42", "X43"


@cache
def traducoes() -> Mapping[str, Mapping[str, str]]:
    """Achado do leiaute → linha da tabela de críticas."""
    return {linha["achado"]: linha for linha in ler_tabela(_TABELA) if linha["achado"]}


@cache
def descricoes() -> Mapping[str, str]:
    """Código inventado → o que quer dizer."""
    return {linha["codigo"]: linha["descricao"] for linha in ler_tabela(_TABELA)}


def traduzir(achados: Iterable[Achado], detalhes: Collection[int]) -> tuple[list[str], dict[int, list[str]]]:
    """Os códigos do arquivo inteiro, que o recusam, e os de cada linha de detalhe; sem repetição."""
    do_arquivo: dict[str, None] = {}
    das_linhas: dict[int, dict[str, None]] = {}
    for achado in achados:
        traducao = traducoes().get(achado.codigo)
        if traducao is None:
            continue
        if traducao["onde"] == "arquivo":
            do_arquivo[traducao["codigo"]] = None
        elif achado.linha is None or achado.linha not in detalhes:
            do_arquivo[HEADER_ERRADO] = None
        else:
            das_linhas.setdefault(achado.linha, {})[traducao["codigo"]] = None
    return list(do_arquivo), {linha: list(codigos) for linha, codigos in das_linhas.items()}
