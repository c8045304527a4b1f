"""O caminho rápido do CSV: o Polars lê o bloco inteiro quando as contas de separadores fecham.

Se não fecham, só os registros errados são isolados; os outros seguem pelo mesmo caminho.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from hub.recepcao.formatos.achados import Apontado
from hub.recepcao.formatos.csv_corte import Corte, Octetos, Posicoes, dentro_de_aspas
from hub.recepcao.formatos.csv_lento import ler_devagar
from hub.recepcao.formatos.csv_molde import Lido, Molde, com_linha

_LF: Final = 10
_EM_BRANCO: Final = b" \t\r\n\x1a"


def ler_bloco(dados: bytes, corte: Corte, molde: Molde, *, linha: int) -> Lido:
    """As linhas de um bloco que acaba em fim de registro; `linha` é a linha física em que ele começa."""
    contas_fecham = corte.separadores == corte.registros * (molde.largura - 1)
    if contas_fecham and b"\x00" not in dados:
        quadro = _pelo_polars(dados, molde, aspas=corte.aspas, registros=corte.registros)
        if quadro is not None:
            return Lido(quadro=com_linha(quadro, molde, _linhas(corte.comecos, corte.registros, linha)), apontados=[])
    return _isolar(dados, corte, molde, linha=linha)


def _pelo_polars(dados: bytes, molde: Molde, *, aspas: bool, registros: int) -> pl.DataFrame | None:
    """O bloco como quadro de texto; None se o Polars não o lê ou não acha o mesmo número de registros."""
    if not dados:
        return pl.DataFrame(schema=molde.esquema)
    try:
        quadro = pl.read_csv(
            molde.codificacao.em_utf8(dados),
            has_header=False,
            separator=molde.separador,
            schema=molde.esquema,
            quote_char='"' if aspas else None,
            null_values="" if aspas and b'""' in dados else None,
        )
    except pl.exceptions.PolarsError:
        return None
    return quadro if quadro.height == registros else None


def _linhas(comecos: Posicoes | None, registros: int, linha: int) -> pl.Series:
    numeros = np.arange(registros) if comecos is None else comecos
    return pl.Series((numeros + linha).astype(np.uint32))


def _isolar(dados: bytes, corte: Corte, molde: Molde, *, linha: int) -> Lido:
    """Separa os registros errados dos bons, que o Polars lê."""
    octetos = np.frombuffer(dados, np.uint8)
    inicios, fins, separadores = _registros(octetos, ord(molde.separador), aspas=corte.aspas)
    certos = separadores == molde.largura - 1
    nulos = np.flatnonzero(octetos == 0)
    certos[np.searchsorted(fins, nulos, side="right")] = False
    numeros = np.arange(certos.size) if corte.comecos is None else corte.comecos
    bons = octetos[np.repeat(certos, fins - inicios)].tobytes()
    quadro = _pelo_polars(bons, molde, aspas=corte.aspas, registros=int(certos.sum()))
    if quadro is None:
        return ler_devagar(dados, molde, linha=linha, final=True)[0]
    errados = [
        (int(numeros[i]) + linha, dados[inicios[i] : fins[i]], int(separadores[i]) + 1) for i in np.flatnonzero(~certos)
    ]
    lidos = com_linha(quadro, molde, _linhas(numeros[certos], 0, linha))
    return _juntar(
        lidos, [_o_errado(dados, molde, linha=n, colunas=c) for n, dados, c in errados if dados.strip(_EM_BRANCO)]
    )


def _registros(octetos: Octetos, separador: int, *, aspas: bool) -> tuple[Posicoes, Posicoes, Posicoes]:
    """Início, fim (depois da quebra) e número de separadores de cada registro."""
    fora = dentro_de_aspas(octetos) == 0 if aspas else np.ones(1, np.bool_)
    fins = np.flatnonzero((octetos == _LF) & fora) + 1
    if octetos.size and octetos[-1] != _LF:
        fins = np.append(fins, octetos.size)
    inicios = np.concatenate([np.zeros(1, np.int64), fins[:-1]])[: fins.size]
    onde = np.flatnonzero((octetos == separador) & fora)
    return inicios, fins, np.searchsorted(onde, fins) - np.searchsorted(onde, inicios)


def _o_errado(dados: bytes, molde: Molde, *, linha: int, colunas: int) -> Lido:
    """Um registro errado: o que atravessa linhas é relido linha a linha, para não levar as boas consigo."""
    if b"\n" in dados[:-1]:
        return ler_devagar(dados, molde, linha=linha, final=True)[0]
    cortada = not dados.endswith(b"\n")
    apontado: Apontado
    if b"\x00" in dados:
        apontado = molde.nulo(linha)
    else:
        apontado = molde.colunas_a_mais_ou_a_menos(linha, colunas, cortada=cortada)
    return Lido(quadro=pl.DataFrame(), apontados=[apontado])


def _juntar(bons: pl.DataFrame, outros: list[Lido]) -> Lido:
    relidos = [lido.quadro for lido in outros if lido.quadro.height]
    quadro = pl.concat([bons, *relidos]).sort("linha", maintain_order=True) if relidos else bons
    return Lido(quadro=quadro, apontados=[apontado for lido in outros for apontado in lido.apontados])
