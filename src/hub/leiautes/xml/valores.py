"""Texto dos atributos e tags do XML ⇄ valores: o dinheiro de duas formas, as datas de várias."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import polars as pl

from hub.leiautes.motor.texto import ascii_maiusculo_de
from hub.leiautes.valores import Valor, centavos_de
from hub.leiautes.xml.tabelas import CampoXML

#: Como o hub escreve dinheiro no XML: com ponto decimal ou em centavos com zeros.
Dinheiro = Literal["decimal", "centavos"]
#: Só algarismos com esta largura são centavos (valor e saldo de título).
LARGURA_DE_CENTAVOS: Final = 14
_INSTANTE: Final = "%Y-%m-%dT%H:%M:%S"


def para_o_motor(um: CampoXML, texto: pl.Expr) -> pl.Expr:
    """O texto do XML na forma do arquivo posicional, que o motor sabe tipar."""
    aparado = texto.str.strip_chars()
    match um.campo.natureza:
        case "dinheiro":
            return _centavos(um, aparado)
        case "data" if um.forma:
            return pl.coalesce(aparado.str.to_date(um.forma, strict=False).dt.strftime(um.campo.forma_da_data), aparado)
        case "instante":
            return pl.coalesce(aparado.str.to_datetime(um.forma, strict=False).dt.strftime(_INSTANTE), aparado)
        case "codigo":
            so_algarismos = aparado.str.contains(r"^[0-9]+$")
            return pl.when(so_algarismos).then(aparado.str.zfill(um.campo.tamanho)).otherwise(aparado)
        case _:
            return aparado


def _centavos(um: CampoXML, aparado: pl.Expr) -> pl.Expr:
    """Com ponto é decimal; só algarismos na largura do campo, com 14 ou com zero à esquerda são centavos.

    O resto é reais inteiros: no download a CRA21 escreve R$ 274,00 como `274` e R$ 134,80 como `134.8`.
    """
    reais = centavos_de(aparado).cast(pl.String)
    return pl.when(em_centavos(um, aparado)).then(aparado).otherwise(pl.coalesce(reais, aparado))


def em_centavos(um: CampoXML, aparado: pl.Expr) -> pl.Expr:
    """Verdadeiro onde o texto são centavos."""
    larguras = [largura for largura in (um.campo.tamanho, LARGURA_DE_CENTAVOS) if largura]
    na_largura = aparado.str.len_chars().is_in(larguras)
    return aparado.str.contains(r"^[0-9]+$") & (na_largura | aparado.str.contains(r"^0[0-9]"))


def ambiguo(um: CampoXML, aparado: pl.Expr) -> pl.Expr:
    """Verdadeiro onde se leram centavos só por causa de zeros à esquerda."""
    larguras = [largura for largura in (um.campo.tamanho, LARGURA_DE_CENTAVOS) if largura]
    return em_centavos(um, aparado) & ~aparado.str.len_chars().is_in(larguras)


def para_o_xml(um: CampoXML, valor: Valor, *, dinheiro: Dinheiro = "decimal") -> str:
    """O texto do atributo ou da tag, sem olhar o tamanho: o posicional sem os brancos, com o dinheiro na forma dada."""
    texto = "" if valor is None else str(valor)
    match um.campo.natureza:
        case "livre":
            return texto
        case "dinheiro":
            return _dinheiro(texto, um.campo.tamanho, dinheiro)
        case "data":
            return _data(um, texto)
        case "instante":
            return _reformar(texto, _INSTANTE, um.forma)
        case "quantidade" | "codigo":
            so_algarismos = texto.isdecimal() or not texto
            return texto.zfill(um.campo.tamanho) if so_algarismos else ascii_maiusculo_de(texto)
        case _:
            return ascii_maiusculo_de(texto)


def _dinheiro(texto: str, tamanho: int, forma: Dinheiro) -> str:
    reais, _, casas = (texto or "0").partition(".")
    centavos = casas.ljust(2, "0")
    return (reais + centavos).zfill(tamanho) if forma == "centavos" else f"{reais}.{centavos}"


def _data(um: CampoXML, texto: str) -> str:
    forma = um.forma or um.campo.forma_da_data
    if not texto:
        return "" if um.forma else "0" * um.campo.tamanho
    return _reformar(texto, "%Y-%m-%d", forma)


def _reformar(texto: str, de: str, para: str) -> str:
    try:
        return datetime.strptime(texto, de).strftime(para)  # noqa: DTZ007 - data sem fuso: é só troca de forma
    except ValueError:
        return texto
