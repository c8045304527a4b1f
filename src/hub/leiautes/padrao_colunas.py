"""O caminho das muitas linhas: supõe a forma mais comum de cada coluna e só converte por inteiro o que foge dela.

Supor e conferir custa uma fração de converter. A suposição nunca muda o resultado: é conferida linha a linha, e a
linha que foge da forma comum passa pela conversão completa de `padrao_tipos`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.leiautes.padrao_campos import Campo, Conversao
from hub.leiautes.padrao_datas import datas_iso
from hub.leiautes.padrao_tipos import CARACTERES, CONVERTE, TIPOS, aparar, json_canonico

#: Vazio, branco nas pontas, caractere de controle ou espaço duro: o texto que precisa de conserto.
_SUJO: Final = r"^$|^ | $|[\x00-\x1f\x7f-\u00a0]"
#: A coluna que diz onde pode haver texto sujo (`_SUJO`); sem ela, em qualquer linha.
SUJA: Final = "suja"
_JSON_PRONTO: Final = rf'^\{{"[^"\\\p{{Cc}}]{{0,{CARACTERES}}}":"[^"\\\p{{Cc}}]{{0,{CARACTERES}}}"\}}$'


@dataclass(frozen=True)
class Convertidas:
    """O que saiu da conversão, por nome de campo."""

    valores: dict[str, pl.Series] = field(default_factory=dict)
    #: das colunas que tiveram texto que não converte, em que linhas
    falhas: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    #: colunas em que pode haver texto maior que o campo
    longas: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Suposicao:
    #: O valor, se o texto estiver na forma comum.
    valor: Callable[[pl.Expr], pl.Expr]
    #: De texto e valor: o texto não está na forma comum (null = não se aplica).
    foge: Callable[[pl.Expr, pl.Expr], pl.Expr]


@dataclass(frozen=True)
class _Plano:
    """As expressões de um conjunto de campos, montadas uma vez."""

    #: o valor suposto, em `<campo>.valor`
    valores: Sequence[pl.Expr]
    #: se foge da forma comum, em `<campo>`
    fogem: Sequence[pl.Expr]
    #: se está sujo, dos campos que só por isso fogem
    sujos: Sequence[pl.Expr]
    #: bytes do maior texto, dos campos que têm limite
    maiores: Sequence[pl.Expr]


def converter_colunas(quadro: pl.DataFrame, presentes: Sequence[Campo]) -> Convertidas:
    """As colunas de `presentes`, todas do `quadro`, convertidas uma a uma."""
    plano = _planejar(tuple(presentes))
    textos = quadro.select(campo.campo for campo in presentes)
    valores = textos.select(plano.valores)
    fogem = textos.hstack(valores).select(plano.fogem)
    convertidas = Convertidas(longas=_longas(textos.select(plano.maiores), presentes))
    for campo in presentes:
        nome, texto = campo.campo, textos[campo.campo]
        if campo.conversao == "texto":
            convertidas.valores[nome] = texto
            continue
        if campo.conversao == "data":
            convertidas.valores[nome], linhas = datas_iso(texto)
        else:
            convertidas.valores[nome], linhas = valores[f"{nome}.valor"], fogem[nome].arg_true()
        if linhas.len():
            _converter_fugidas(convertidas, campo, texto, linhas)
    _converter_sujas(convertidas, presentes, quadro, plano)
    return convertidas


def _converter_sujas(convertidas: Convertidas, presentes: Sequence[Campo], quadro: pl.DataFrame, plano: _Plano) -> None:
    """Os campos de texto, que já são o próprio valor se não estão sujos."""
    olhar = quadro[SUJA].fill_null(value=True).arg_true() if SUJA in quadro.columns else None
    if olhar is not None and olhar.is_empty():
        return
    textos = quadro.select(campo.campo for campo in presentes if campo.conversao == "texto")
    sujos = (textos if olhar is None else textos[olhar]).select(plano.sujos)
    for campo in presentes:
        if campo.campo in sujos.columns and sujos[campo.campo].any():
            onde = sujos[campo.campo].arg_true()
            linhas = onde if olhar is None else olhar.gather(onde)
            _converter_fugidas(convertidas, campo, textos[campo.campo], linhas)


@lru_cache(maxsize=256)
def _planejar(presentes: tuple[Campo, ...]) -> _Plano:
    supostos = [(c.campo, _supor(c)) for c in presentes if c.conversao in _SUPOSICOES]
    return _Plano(
        valores=[s.valor(pl.col(nome)).alias(f"{nome}.valor") for nome, s in supostos],
        fogem=[s.foge(pl.col(nome), pl.col(f"{nome}.valor")).alias(nome) for nome, s in supostos],
        sujos=[pl.col(c.campo).str.contains(_SUJO) for c in presentes if c.conversao == "texto"],
        maiores=[pl.col(campo.campo).str.len_bytes().max() for campo in presentes if campo.tem_limite],
    )


def _supor(campo: Campo) -> _Suposicao:
    """Do código que tem lista, a forma comum é estar nela: procurá-lo custa um quinto de lhe olhar os caracteres."""
    if campo.conversao == "codigo" and campo.codigos:
        return _Suposicao(_igual, lambda texto, _: ~texto.is_in(campo.codigos))
    return _SUPOSICOES[campo.conversao]


def _longas(maiores: pl.DataFrame, presentes: Sequence[Campo]) -> set[str]:
    limitados = [campo for campo in presentes if campo.tem_limite]
    return {campo.campo for campo in limitados if (maiores[campo.campo][0] or 0) > campo.tamanho}


def _converter_fugidas(convertidas: Convertidas, campo: Campo, texto: pl.Series, linhas: pl.Series) -> None:
    """Refaz só as linhas que fogem da forma comum, e marca as que nem assim convertem."""
    aparado = texto.gather(linhas).alias("t").to_frame().select(aparar(pl.col("t")))
    valores = _POR_DISTINTOS.get(campo.conversao, _por_inteiro)(aparado, campo.conversao)
    tipo = TIPOS[campo.conversao]
    convertidas.valores[campo.campo] = convertidas.valores[campo.campo].cast(tipo).scatter(linhas, valores)
    falha = np.zeros(len(texto), dtype=np.bool_)
    falha[linhas] = (aparado["t"] != "").to_numpy() & valores.is_null().to_numpy()
    if falha.any():
        convertidas.falhas[campo.campo] = falha


def _por_inteiro(aparado: pl.DataFrame, conversao: Conversao) -> pl.Series:
    return aparado.select(CONVERTE[conversao](pl.col("t"))).to_series()


def _lista(aparado: pl.DataFrame, conversao: Conversao) -> pl.Series:
    """As mesmas poucas listas se repetem na coluna: converte cada uma só uma vez."""
    distintos = aparado.unique()
    return aparado["t"].replace_strict(distintos["t"], _por_inteiro(distintos, conversao), return_dtype=pl.String)


def _json(aparado: pl.DataFrame, _conversao: Conversao) -> pl.Series:
    distintos = aparado["t"].unique()
    canonicos = pl.Series([json_canonico(texto) for texto in distintos], dtype=pl.String)
    return aparado["t"].replace_strict(distintos, canonicos, return_dtype=pl.String)


_POR_DISTINTOS: Final[dict[Conversao, Callable[[pl.DataFrame, Conversao], pl.Series]]] = {
    "lista": _lista,
    "json": _json,
}


def _igual(texto: pl.Expr) -> pl.Expr:
    return texto


def _centavos(texto: pl.Expr) -> pl.Expr:
    """Na forma comum não há o que arredondar."""
    return texto.cast(pl.Decimal(17, 2), strict=False).to_physical().cast(pl.Int64)


def _sem(forma: str) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    def foge(texto: pl.Expr, valor: pl.Expr) -> pl.Expr:
        return (valor.is_null() & texto.is_not_null()) | ~texto.str.contains(forma)

    return foge


def _documento(texto: pl.Expr) -> pl.Expr:
    """O mesmo que `limpar`, no alfabeto que `_documento_foge` deixa passar."""
    sem_pontos = texto.str.replace_all(".", "", literal=True)
    return sem_pontos.str.replace_all("-", "", literal=True).str.replace_all("/", "", literal=True)


def _documento_foge(texto: pl.Expr, valor: pl.Expr) -> pl.Expr:
    return (valor == "") | _sem("^[0-9A-Z./-]+$")(texto, valor)


_DOCUMENTO: Final = _Suposicao(_documento, _documento_foge)
_SUPOSICOES: Final[dict[Conversao, _Suposicao]] = {
    "codigo": _Suposicao(_igual, _sem("^[A-Z0-9_-]+$")),
    "documento": _DOCUMENTO,
    "numero_cnj": _DOCUMENTO,
    "dinheiro": _Suposicao(_centavos, _sem(r"^[0-9]{1,13}\.[0-9]{2}$")),
    "inteiro": _Suposicao(lambda texto: texto.cast(pl.Int32, strict=False), _sem("^[0-9]{1,9}$")),
    "logico": _Suposicao(lambda texto: texto == "S", _sem("^[SN]$")),
    "lista": _Suposicao(_igual, _sem("^[A-Z0-9_-]+$")),
    "json": _Suposicao(_igual, _sem(_JSON_PRONTO)),
}
