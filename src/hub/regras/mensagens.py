"""O que o credor lê de cada achado: o quê, onde e como resolver, montado na leitura a partir da tabela de regras.

Marcadores dos textos: {linha}, {tabela}, {numero_cda}, {campo}, {valor}, {regra} e, do campo no leiaute, {tamanho},
{dominio} e {exemplo}. O conteúdo do achado nunca é lido como modelo: chave escrita pelo credor sai como está.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Final

import polars as pl

from hub.leiautes.padrao import CAMPOS, Campo
from hub.regras.achados import ESQUEMA
from hub.regras.tabela import por_codigo

#: código → (mensagem, como resolver), dos achados cujas regras moram fora daqui (a leitura de arquivos)
Textos = Mapping[str, tuple[str, str]]

_SEM_TEXTOS: Final[Textos] = {}
_ONDE: Final = {"cda": "Linha {linha}, coluna *{campo}*: "}
_ONDE_NAS_OUTRAS: Final = "Linha {linha} da tabela {tabela}, coluna *{campo}*: "
#: Pontos que o maior valor do livro leva: R$ 9.999.999.999.999,99.
_MILHARES: Final = 4
_SEM_REGRA: Final = ("{valor}", "Procure {regra} na página das regras.")


def com_mensagens(achados: pl.DataFrame, *, textos: Textos = _SEM_TEXTOS) -> pl.DataFrame:
    """Os achados (`ESQUEMA`), na mesma ordem, com as colunas texto `mensagem` e `como_resolver`.

    `textos` traz os modelos dos códigos que não estão nas tabelas de regras; código sem modelo mostra só o valor.
    """
    if achados.is_empty():
        return achados.with_columns(pl.lit(None, pl.String).alias(nome) for nome in ("mensagem", "como_resolver"))
    grupos = achados.with_row_index("_ordem").partition_by("regra", "tabela", "campo")
    return pl.concat(_escrever(grupo, textos) for grupo in grupos).sort("_ordem").drop("_ordem")


def mensagem(achado: Mapping[str, object], *, textos: Textos = _SEM_TEXTOS) -> tuple[str, str]:
    """A mensagem e o como resolver de um achado só, com as chaves de `ESQUEMA`."""
    um = pl.DataFrame([{nome: achado.get(nome) for nome in ESQUEMA}], schema=ESQUEMA)
    escrita, resolver = com_mensagens(um, textos=textos).select("mensagem", "como_resolver").row(0)
    return str(escrita), str(resolver)


def _escrever(grupo: pl.DataFrame, textos: Textos) -> pl.DataFrame:
    """Um grupo de achados da mesma regra no mesmo campo: o modelo é um só."""
    regra, tabela, nome = grupo.item(0, "regra"), grupo.item(0, "tabela"), grupo.item(0, "campo")
    campo = next((c for c in CAMPOS.get(tabela, ()) if c.campo == nome), None)
    texto, resolver = _modelos(regra, tabela, textos)
    return grupo.with_columns(
        _preencher(texto, campo).alias("mensagem"), _preencher(resolver, campo).alias("como_resolver")
    )


def _modelos(codigo: str, tabela: str, textos: Textos) -> tuple[str, str]:
    linhas = por_codigo().get(codigo)
    if linhas is None:
        return textos.get(codigo, _SEM_REGRA)
    return _ONDE.get(tabela, _ONDE_NAS_OUTRAS) + linhas[-1].mensagem, linhas[-1].como_resolver


@lru_cache(maxsize=1024)
def _preencher(modelo: str, campo: Campo | None) -> pl.Expr:
    partes = []
    for fixo, marcador, _, _ in Formatter().parse(modelo):
        partes.append(pl.lit(fixo))
        if marcador is not None:
            partes.append(_trocar(marcador, campo))
    return pl.concat_str(partes)


def _trocar(marcador: str, campo: Campo | None) -> pl.Expr:
    if marcador == "valor":
        return _valor(campo)
    if marcador in ESQUEMA:
        return pl.col(marcador).cast(pl.String).fill_null("")
    if campo is None:
        return pl.lit("")
    return pl.lit(str(getattr(campo, marcador)).replace("|", ", "))


def _valor(campo: Campo | None) -> pl.Expr:
    """Como o brasileiro escreve: datas com barras e dinheiro com vírgula; o que não converteu, como veio."""
    valor = pl.col("valor").fill_null("")
    if campo is not None and campo.conversao == "data":
        return valor.str.replace_all(r"\b(\d{4})-(\d{2})-(\d{2})\b", "${3}/${2}/${1}")
    if campo is not None and campo.conversao == "dinheiro":
        em_reais = valor.str.replace_all(r"\b(\d+)\.(\d{2})\b", "R$$ ${1},${2}")
        for _ in range(_MILHARES):
            em_reais = em_reais.str.replace_all(r"(R\$ \d+)(\d{3})([.,])", "${1}.${2}${3}")
        return em_reais
    return valor
