"""Converte um quadro de texto inteiro, por dois caminhos de mesmo resultado.

Poucas linhas são empilhadas numa coluna só, porque ali o preço é por expressão; muitas vão coluna por coluna
(`padrao_colunas`), e a coluna que já chega na forma mais comum dispensa a conversão completa. O que um texto vira
é sempre decidido pelas expressões de `padrao_tipos`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.leiautes.padrao_campos import Campo, Conversao
from hub.leiautes.padrao_colunas import Convertidas, converter_colunas
from hub.leiautes.padrao_tipos import CONVERTE, TIPOS, aparar

#: Até tantas linhas o quadro é empilhado.
POUCAS: Final = 200
#: Separa, em `rejeitado`, os textos que não converteram.
SEPARADOR: Final = "\x1f"
#: De um texto que não converteu se guarda o começo, para mostrar a quem o enviou.
MOSTRA: Final = 200

_APARADO: Final = aparar(pl.col("t"))
_NULAS: Final = {conversao: pl.Series([None], dtype=tipo) for conversao, tipo in TIPOS.items()}
#: Conversões que custam caro com texto alheio: só recebem os seus próprios campos.
_A_PARTE: Final = frozenset[Conversao]({"dinheiro", "json", "lista", "documento"})


def converter(quadro: pl.DataFrame, campos: tuple[Campo, ...]) -> pl.DataFrame:
    """O quadro normalizado, como descreve `hub.leiautes.padrao.normalizar`."""
    quadro = quadro.rechunk()  # a leitura entrega dezenas de pedaços, e cada conta os pagaria
    presentes = _presentes(campos, tuple(quadro.columns))
    via = _empilhadas if quadro.height <= POUCAS else converter_colunas
    convertidas = via(quadro, presentes) if quadro.height and presentes else Convertidas()
    nulas = {tipo: nula.new_from_index(0, quadro.height) for tipo, nula in _NULAS.items()}
    colunas = [convertidas.valores.get(c.campo, nulas[c.conversao]).alias(c.campo) for c in campos]
    falhas = {campo: convertidas.falhas[campo.campo] for campo in campos if campo.campo in convertidas.falhas}
    marcas = [
        _marcas("malformado", quadro.height, falhas),
        _marcas("comprido", quadro.height, _compridos(convertidas, campos)),
    ]
    return pl.DataFrame([*colunas, _linha(quadro), *marcas, _rejeitado(quadro, falhas)])


def _linha(quadro: pl.DataFrame) -> pl.Series:
    """A linha na origem; sem ela, a ordem no quadro."""
    if "linha" in quadro.columns:
        return quadro["linha"].cast(pl.UInt32)
    return pl.Series("linha", range(1, quadro.height + 1), dtype=pl.UInt32)


@lru_cache(maxsize=1024)
def _presentes(campos: tuple[Campo, ...], colunas: tuple[str, ...]) -> tuple[Campo, ...]:
    """Os campos que vieram, juntos os que se convertem do mesmo jeito."""
    vieram = frozenset(colunas)
    return tuple(sorted((campo for campo in campos if campo.campo in vieram), key=_conversao))


def _conversao(campo: Campo) -> Conversao:
    # O número do processo se limpa como os documentos, e vai na mesma pilha.
    return "documento" if campo.conversao == "numero_cnj" else campo.conversao


def _empilhadas(quadro: pl.DataFrame, presentes: Sequence[Campo]) -> Convertidas:
    pilha = pl.concat([quadro[campo.campo] for campo in presentes], rechunk=True).alias("t").to_frame()
    pilha = pilha.select(_APARADO)
    juntas = pilha.select(_juntas(frozenset(map(_conversao, presentes)) - _A_PARTE))
    cheio = juntas["cheio"].to_numpy()
    convertidas = Convertidas(longas=_longas(juntas["tamanho"].to_numpy(), presentes))
    inicio = 0
    for conversao, grupo in groupby(presentes, key=_conversao):
        nomes = [campo.campo for campo in grupo]
        tamanho = len(nomes) * quadro.height
        coluna = (pilha["t"] if conversao in _A_PARTE else juntas[conversao]).slice(inicio, tamanho)
        valores = _sozinha(coluna, conversao) if conversao in _A_PARTE else coluna
        _desempilhar(convertidas, nomes, valores, cheio[inicio : inicio + tamanho])
        inicio += tamanho
    return convertidas


@cache
def _juntas(conversoes: frozenset[Conversao]) -> list[pl.Expr]:
    cheio = (pl.col("t") != "").fill_null(value=False).alias("cheio")
    tamanho = pl.col("t").str.len_chars().fill_null(0).alias("tamanho")
    return [cheio, tamanho, *(CONVERTE[conversao](pl.col("t")).alias(conversao) for conversao in sorted(conversoes))]


@cache
def _so(conversao: Conversao) -> pl.Expr:
    return CONVERTE[conversao](pl.col("t"))


def _sozinha(textos: pl.Series, conversao: Conversao) -> pl.Series:
    if textos.null_count() == len(textos):
        return _NULAS[conversao].new_from_index(0, len(textos))
    return textos.to_frame().select(_so(conversao)).to_series()


def _desempilhar(
    convertidas: Convertidas, nomes: Sequence[str], valores: pl.Series, cheio: npt.NDArray[np.bool_]
) -> None:
    altura = len(valores) // len(nomes)
    for ordem, nome in enumerate(nomes):
        convertidas.valores[nome] = valores.slice(ordem * altura, altura)
    if np.count_nonzero(cheio) > len(valores) - valores.null_count():
        falha = (cheio & valores.is_null().to_numpy()).reshape(-1, altura)
        convertidas.falhas.update((nome, desta) for nome, desta in zip(nomes, falha, strict=True) if desta.any())


def _longas(tamanhos: npt.NDArray[np.uint32], presentes: Sequence[Campo]) -> set[str]:
    passam = np.logical_or.reduce(tamanhos.reshape(len(presentes), -1) > _limites(tuple(presentes)), axis=1)
    return {campo.campo for campo, passa in zip(presentes, passam, strict=True) if passa}


@lru_cache(maxsize=1024)
def _limites(presentes: tuple[Campo, ...]) -> npt.NDArray[np.uint32]:
    sem_limite = np.iinfo(np.uint32).max
    return np.array([[c.tamanho if c.tem_limite else sem_limite] for c in presentes], dtype=np.uint32)


def _compridos(convertidas: Convertidas, campos: Sequence[Campo]) -> dict[Campo, npt.NDArray[np.bool_]]:
    """Onde o valor convertido passa do tamanho do campo."""
    longas = [(campo, convertidas.valores[campo.campo]) for campo in campos if campo.campo in convertidas.longas]
    return {campo: _passa(campo, valores).fill_null(value=False).to_numpy() for campo, valores in longas}


def _passa(campo: Campo, valores: pl.Series) -> pl.Series:
    return valores >= 10**campo.tamanho if campo.conversao == "inteiro" else valores.str.len_chars() > campo.tamanho


def _marcas(nome: str, altura: int, onde: Mapping[Campo, npt.NDArray[np.bool_]]) -> pl.Series:
    marcas = np.zeros(altura, dtype=np.uint64)
    for campo, aqui in onde.items():
        marcas[aqui] |= np.uint64(campo.bit)
    return pl.Series(nome, marcas)


def _rejeitado(quadro: pl.DataFrame, falhas: Mapping[Campo, npt.NDArray[np.bool_]]) -> pl.Series:
    nenhum = _NULAS["texto"].new_from_index(0, quadro.height).alias("rejeitado")
    if not falhas:
        return nenhum
    linhas = np.flatnonzero(np.logical_or.reduce(list(falhas.values())))
    textos = [
        pl.when(pl.lit(pl.Series(falha[linhas]))).then(pl.col(campo.campo)).str.slice(0, MOSTRA)
        for campo, falha in falhas.items()
    ]
    juntos = pl.concat_str(
        [texto.str.replace_all(r"\p{Cc}", "�") for texto in textos], separator=SEPARADOR, ignore_nulls=True
    )
    atingidas = quadro.select(campo.campo for campo in falhas)[linhas]
    return nenhum.scatter(linhas, atingidas.select(juntos).to_series())
