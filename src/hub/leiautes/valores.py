"""Campos tipados ⇄ valores de JSON: datas ISO, dinheiro com ponto, quantidades inteiras, o resto texto."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from hub.leiautes.erros import CampoNaoConverte
from hub.leiautes.tabelas import Campo, Registro

#: Valor de um campo num documento lido.
Valor = str | int | None
_DINHEIRO: Final = r"^[0-9]+(\.[0-9]{1,2})?$"
_ESPERADO: Final = {
    "dinheiro": "dinheiro com ponto e até duas casas, como 812.40",
    "quantidade": "inteiro, como 12",
    "data": "data ISO, como 2024-02-28, ou as oito posições do leiaute",
}


def para_json(registro: Registro, tipado: pl.DataFrame, campos: Sequence[str] | None = None) -> pl.DataFrame:
    """Uma coluna por campo, com o valor que vai ao JSON; a data que não converte vai no texto cru."""
    escolhidos = registro.campos if campos is None else [registro.por_nome[nome] for nome in campos]
    return tipado.select(_valor(campo).alias(campo.nome) for campo in escolhidos)


def _valor(campo: Campo) -> pl.Expr:
    coluna = pl.col(campo.nome)
    match campo.natureza:
        case "dinheiro":
            return dinheiro_com_ponto(coluna)
        case "data":
            return pl.coalesce(coluna.dt.strftime("%Y-%m-%d"), pl.col(f"{campo.nome}_cru"))
        case _:
            return coluna


def dinheiro_com_ponto(centavos: pl.Expr) -> pl.Expr:
    """Centavos em inteiro → texto em reais, com ponto e duas casas."""
    texto = centavos.cast(pl.String).str.pad_start(3, "0")
    return texto.str.head(-2) + pl.lit(".") + texto.str.tail(2)


def de_json(registro: Registro, campos: Sequence[Mapping[str, Any]], linhas: Sequence[int]) -> pl.DataFrame:
    """O inverso de `para_json`: um quadro tipado, com `linha` e as colunas presentes em algum registro.

    Levanta `CampoNaoConverte`, com a linha e o campo, para o que não é do tipo.
    """
    nomes = set[str]().union(*campos)
    presentes = [campo for campo in registro.campos if campo.nome in nomes]
    textos = {c.nome: [_texto(um.get(c.nome)) for um in campos] for c in presentes}
    numeradas = pl.Series("linha", linhas, dtype=pl.UInt32)
    cru = pl.DataFrame([numeradas, *(pl.Series(nome, texto, dtype=pl.String) for nome, texto in textos.items())])
    tipado = cru.select(*(coluna for campo in presentes for coluna in _tipar(campo)), "linha")
    for campo in presentes:
        _conferir(campo, cru[campo.nome], tipado, linhas)
    return tipado


def _texto(valor: object) -> str | None:
    return str(valor) if valor is not None and valor != "" else None


def _tipar(campo: Campo) -> list[pl.Expr]:
    coluna = pl.col(campo.nome)
    match campo.natureza:
        case "dinheiro":
            return [centavos_de(coluna).alias(campo.nome)]
        case "quantidade":
            return [coluna.cast(pl.Int64, strict=False).alias(campo.nome)]
        case "data":
            data = coluna.str.to_date("%Y-%m-%d", strict=False)
            return [data.alias(campo.nome), pl.when(data.is_null()).then(coluna).alias(f"{campo.nome}_cru")]
        case _:
            return [coluna]


def centavos_de(texto: pl.Expr) -> pl.Expr:
    """Reais com ponto (`812`, `812.4`, `812.40`) → centavos; null para o que não tem essa forma."""
    partes = texto.str.splitn(".", 2)
    casas = partes.struct.field("field_1").fill_null("").str.pad_end(2, "0")
    centavos = (partes.struct.field("field_0") + casas).cast(pl.Int64, strict=False)
    return pl.when(texto.str.contains(_DINHEIRO)).then(centavos)


def _conferir(campo: Campo, cru: pl.Series, tipado: pl.DataFrame, linhas: Sequence[int]) -> None:
    if campo.natureza in {"texto", "codigo"}:
        return
    ruins = cru.is_not_null() & tipado[campo.nome].is_null()
    if campo.natureza == "data":
        ruins &= cru.str.len_chars() > campo.tamanho
    if ruins.any():
        posicao = ruins.arg_true()[0]
        onde, valor = f"Linha {linhas[posicao]}", cru[posicao]
        raise CampoNaoConverte(onde=onde, campo=campo.nome, valor=valor, esperado=_ESPERADO[campo.natureza])
