"""O caminho rápido do CSV: o Polars lê o bloco inteiro quando as contas de separadores fecham.

Se não fecham, só os registros errados são isolados; os outros seguem pelo mesmo caminho.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.recepcao.formatos.csv_corte import Corte, dentro_de_aspas
from hub.recepcao.formatos.csv_lento import ler_devagar
from hub.recepcao.formatos.csv_molde import Lido, Molde, com_linha
from hub.recepcao.formatos.csv_varredura import LF, Octetos, Posicoes

_EM_BRANCO: Final = b" \t\r\n\x1a"


def ler_bloco(dados: bytes, corte: Corte, molde: Molde, *, linha: int) -> Lido:
    """As linhas de um bloco que acaba em fim de registro; `linha` é a linha física em que ele começa."""
    contas_fecham = corte.separadores == corte.registros * (molde.largura - 1)
    if contas_fecham and corte.comecos is None and not corte.nulos:
        quadro = _pelo_polars(dados, molde, corte, registros=corte.registros)
        if quadro is not None:
            linhas = np.arange(linha, linha + corte.registros, dtype=np.uint32)
            return Lido(quadro=com_linha(quadro, molde, pl.Series(linhas), sujas=_sujas(corte)), apontados=[])
    return _isolar(dados, corte, molde, linha=linha)


def _sujas(corte: Corte) -> pl.Series | None:
    if corte.sujos is None:
        return None
    sujas = np.zeros(corte.registros, np.bool_)
    sujas[corte.sujos] = True
    return pl.Series(sujas)


def _pelo_polars(dados: bytes, molde: Molde, corte: Corte, *, registros: int) -> pl.DataFrame | None:
    """O bloco como quadro de texto; None se o Polars não o lê ou não acha o mesmo número de registros."""
    if not dados:
        return pl.DataFrame(schema=molde.esquema)
    try:
        quadro = pl.read_csv(
            molde.codificacao.em_utf8(dados),
            has_header=False,
            separator=molde.separador,
            schema=molde.esquema,
            quote_char='"' if corte.aspas else None,
            # O vazio sem aspas já é nulo; conferir o de dentro delas custa um quarto da leitura.
            null_values="" if corte.vazios else None,
        )
    except pl.exceptions.PolarsError:
        return None
    return quadro if quadro.height == registros else None


@dataclass(frozen=True, kw_only=True)
class _Registros:
    """Onde cada registro de um bloco começa e acaba, e quantos separadores e linhas físicas tem."""

    inicios: Posicoes
    #: depois da quebra de linha
    fins: Posicoes
    #: separadores fora de aspas
    separadores: Posicoes
    #: separadores, contando os de dentro de aspas
    todos: Posicoes
    linhas: Posicoes

    def certos(self, octetos: Octetos, por_linha: int) -> npt.NDArray[np.bool_]:
        """Com o número certo de separadores, sem NUL e sem outras linhas inteiras presas entre aspas soltas."""
        engolem = (self.linhas > 1) & (self.todos == self.linhas * por_linha)
        certos: npt.NDArray[np.bool_] = (self.separadores == por_linha) & ~engolem
        certos[np.searchsorted(self.fins, np.flatnonzero(octetos == 0), side="right")] = False
        return certos


def _registros(octetos: Octetos, separador: int, *, aspas: bool) -> _Registros:
    fora = dentro_de_aspas(octetos) == 0 if aspas else np.ones(octetos.size, np.bool_)
    quebras, seps = np.flatnonzero(octetos == LF), np.flatnonzero(octetos == separador)
    fins = quebras[fora[quebras]] + 1
    if octetos.size and not (fins.size and fins[-1] == octetos.size):
        fins = np.append(fins, octetos.size)
    inicios = np.concatenate([np.zeros(1, np.int64), fins[:-1]])[: fins.size]

    def entre(onde: Posicoes) -> Posicoes:
        return np.asarray(np.searchsorted(onde, fins) - np.searchsorted(onde, inicios), np.int64)

    return _Registros(
        inicios=inicios, fins=fins, separadores=entre(seps[fora[seps]]), todos=entre(seps), linhas=entre(quebras)
    )


def _isolar(dados: bytes, corte: Corte, molde: Molde, *, linha: int) -> Lido:
    """Separa os registros errados dos bons, que o Polars lê."""
    octetos = np.frombuffer(dados, np.uint8)
    registros = _registros(octetos, ord(molde.separador), aspas=corte.aspas)
    certos = registros.certos(octetos, molde.largura - 1)
    bons = octetos[np.repeat(certos, registros.fins - registros.inicios)].tobytes()
    quadro = _pelo_polars(bons, molde, corte, registros=int(certos.sum()))
    if quadro is None:
        return ler_devagar(dados, molde, linha=linha, final=True)[0]
    numeros = (np.arange(certos.size) if corte.comecos is None else corte.comecos) + linha
    sujas = _sujas(corte)
    lidos = com_linha(
        quadro,
        molde,
        pl.Series(numeros[certos].astype(np.uint32)),
        sujas=sujas.filter(pl.Series(certos)) if sujas is not None else None,
    )
    errados = []
    for i in np.flatnonzero(~certos):
        trecho = dados[registros.inicios[i] : registros.fins[i]]
        if trecho.strip(_EM_BRANCO):
            errados.append(_o_errado(trecho, molde, linha=int(numeros[i]), colunas=int(registros.separadores[i]) + 1))
    return _juntar(lidos, errados)


def _o_errado(dados: bytes, molde: Molde, *, linha: int, colunas: int) -> Lido:
    """Um registro errado: o que atravessa linhas é relido linha a linha, para não levar as boas consigo."""
    if b"\n" in dados[:-1]:
        return ler_devagar(dados, molde, linha=linha, final=True)[0]
    if b"\x00" in dados:
        return Lido(quadro=pl.DataFrame(), apontados=[molde.nulo(linha)])
    cortada = not dados.endswith(b"\n")
    return Lido(quadro=pl.DataFrame(), apontados=[molde.colunas_a_mais_ou_a_menos(linha, colunas, cortada=cortada)])


def _juntar(bons: pl.DataFrame, outros: list[Lido]) -> Lido:
    relidos = [lido.quadro for lido in outros if lido.quadro.height]
    quadro = pl.concat([bons, *relidos]).sort("linha", maintain_order=True) if relidos else bons
    return Lido(quadro=quadro, apontados=[apontado for lido in outros for apontado in lido.apontados])
