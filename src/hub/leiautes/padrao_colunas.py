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

from hub.comum.municipios import UF_POR_PREFIXO
from hub.leiautes.padrao_campos import Campo, Conversao
from hub.leiautes.padrao_datas import datas_iso
from hub.leiautes.padrao_tipos import CARACTERES, CONVERTE, TIPOS, aparar, json_canonico

#: Vazio, branco nas pontas, caractere de controle ou espaço duro: o texto que precisa de conserto.
_SUJO: Final = r"^$|^ | $|[\x00-\x1f\x7f-\u00a0]"
#: A coluna que diz onde pode haver texto sujo (`_SUJO`); sem ela, em qualquer linha.
SUJA: Final = "suja"
#: As listas dos códigos que o leiaute não enumera.
_LISTAS: Final = dict.fromkeys(("devedor_uf", "uf"), tuple(UF_POR_PREFIXO.values()))
#: O que distingue, no nome da coluna, o valor suposto do texto.
_SUPOSTO: Final = ".suposto"
#: Algarismos de reais na forma comum do dinheiro, e os de um inteiro.
_REAIS: Final = 13
_INTEIRO: Final = 9
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

    #: o valor suposto
    valores: Sequence[pl.Expr]
    #: do texto e do valor suposto (com `_SUPOSTO` no nome): se foge da forma comum
    fogem: Sequence[pl.Expr]
    #: os campos de data, em texto
    datas: Sequence[str]
    #: se está sujo, dos campos que só por isso fogem
    sujos: Sequence[pl.Expr]
    #: bytes do maior texto, dos campos que têm limite
    maiores: Sequence[pl.Expr]


def converter_colunas(quadro: pl.DataFrame, presentes: Sequence[Campo]) -> Convertidas:
    """As colunas de `presentes`, todas do `quadro`, convertidas uma a uma."""
    plano = _planejar(tuple(presentes))
    textos = quadro.select(campo.campo for campo in presentes)
    supostos = textos.select(plano.valores)
    fogem = textos.hstack(supostos.select(pl.all().name.suffix(_SUPOSTO))).select(plano.fogem)
    datas, indecisas = datas_iso(textos.select(plano.datas))
    valores = {coluna.name: coluna for coluna in (*textos, *supostos, *datas)}
    convertidas = Convertidas(valores, longas=_longas(textos.select(plano.maiores), presentes))
    olhar = {coluna.name: coluna for coluna in (*fogem, *indecisas)}
    for campo in presentes:
        if campo.campo in olhar and olhar[campo.campo].any():
            _converter_fugidas(convertidas, campo, textos[campo.campo], olhar[campo.campo].arg_true())
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
        valores=[s.valor(pl.col(nome)).alias(nome) for nome, s in supostos],
        fogem=[s.foge(pl.col(nome), pl.col(nome + _SUPOSTO)).alias(nome) for nome, s in supostos],
        datas=[campo.campo for campo in presentes if campo.conversao == "data"],
        sujos=[pl.col(c.campo).str.contains(_SUJO) for c in presentes if c.conversao == "texto"],
        maiores=[pl.col(campo.campo).str.len_bytes().max() for campo in presentes if campo.tem_limite],
    )


def _supor(campo: Campo) -> _Suposicao:
    """Do código que tem lista, a forma comum é estar nela: procurá-lo custa um quinto de lhe olhar os caracteres."""
    lista = campo.codigos or _LISTAS.get(campo.campo, ())
    if campo.conversao == "codigo" and lista:
        return _Suposicao(_igual, lambda texto, _: ~texto.is_in(lista))
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


def _dinheiro_foge(texto: pl.Expr, valor: pl.Expr) -> pl.Expr:
    """Ponto antes dos dois últimos, no máximo treze algarismos antes dele, sem sinal e sem expoente.

    O resto da forma o analisador de decimais garante; olhar três bytes custa metade de uma expressão regular.
    """
    octetos = texto.cast(pl.Binary)
    primeiro, ponto, decimo = (octetos.bin.get(onde, null_on_oob=True) for onde in (0, -3, -2))
    curto = texto.str.len_bytes() <= _REAIS + len(".00")
    comum = curto & (ponto == ord(".")) & (primeiro >= ord("0")) & (decimo <= ord("9"))
    return (valor.is_null() & texto.is_not_null()) | ~comum


def _inteiro_foge(texto: pl.Expr, valor: pl.Expr) -> pl.Expr:
    """O analisador de inteiros só aceita algarismos depois de um sinal."""
    primeiro = texto.cast(pl.Binary).bin.get(0, null_on_oob=True)
    comum = (texto.str.len_bytes() <= _INTEIRO) & (primeiro >= ord("0"))
    return (valor.is_null() & texto.is_not_null()) | ~comum


def _documento(texto: pl.Expr) -> pl.Expr:
    """O mesmo que `limpar`, no alfabeto que `_documento_foge` deixa passar."""
    return texto.str.replace_all("[./-]", "")


def _documento_foge(_texto: pl.Expr, valor: pl.Expr) -> pl.Expr:
    return ~valor.str.contains("^[0-9A-Z]+$")


_DOCUMENTO: Final = _Suposicao(_documento, _documento_foge)
_SUPOSICOES: Final[dict[Conversao, _Suposicao]] = {
    "codigo": _Suposicao(_igual, _sem("^[A-Z0-9_-]+$")),
    "documento": _DOCUMENTO,
    "numero_cnj": _DOCUMENTO,
    "dinheiro": _Suposicao(_centavos, _dinheiro_foge),
    "inteiro": _Suposicao(lambda texto: texto.cast(pl.Int32, strict=False), _inteiro_foge),
    "logico": _Suposicao(lambda texto: texto == "S", lambda texto, _: (texto != "S") & (texto != "N")),
    "lista": _Suposicao(_igual, _sem("^[A-Z0-9_-]+$")),
    "json": _Suposicao(_igual, _sem(_JSON_PRONTO)),
}
