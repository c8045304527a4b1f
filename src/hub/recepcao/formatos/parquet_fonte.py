"""Arquivos Parquet como fonte de blocos: um arquivo por tabela, com os tipos nativos passados a texto."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.recepcao.formatos.achados import Apontado, quadro_de_achados
from hub.recepcao.formatos.bloco import Bloco
from hub.recepcao.formatos.cabecalho import Cabecalho, cabecalho_resolver
from hub.recepcao.formatos.campos import DOCUMENTOS, TIPOS
from hub.recepcao.formatos.celulas import FOLGA_DE_FLUTUANTE, dinheiro_em_texto, documento_curto, inteiro_em_texto
from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.erros import ArquivoIlegivel, ArquivoVazio
from hub.recepcao.formatos.isolado import LeitorMorreu, rodar
from hub.recepcao.formatos.limites import Limites
from hub.recepcao.formatos.objetos import texto_de

_LEITOR: Final = Path(__file__).with_name("leitor_de_parquet.py")
#: Linhas lidas por vez.
_POR_VEZ: Final = 50_000


@dataclass(frozen=True, kw_only=True)
class FonteParquet:
    """Um Parquet com as colunas já resolvidas."""

    caminho: Path
    nome: str
    cabecalho: Cabecalho
    #: nome físico de cada campo
    fisicos: dict[str, str]
    linhas: int
    formato: Formato = Formato.PARQUET
    encoding: str | None = None
    origem: str | None = None

    @property
    def tabelas(self) -> tuple[str, ...]:
        return (self.cabecalho.tabela,)

    def total(self, tabela: str) -> int:  # noqa: ARG002 - o arquivo é de uma tabela só
        return self.linhas

    def blocos(self, tabela: str) -> Iterator[Bloco]:
        tamanho, apontados = self.caminho.stat().st_size, self.cabecalho.avisos()
        plano = pl.scan_parquet(self.caminho).select(
            pl.col(fisico).alias(campo) for campo, fisico in self.fisicos.items()
        )
        for inicio in range(0, self.linhas, _POR_VEZ):
            bruto = plano.slice(inicio, _POR_VEZ).collect().with_row_index("linha", offset=inicio + 1)
            notas = _notas(bruto, tabela)
            lidos = tamanho * min(self.linhas, inicio + _POR_VEZ) // self.linhas
            achados = quadro_de_achados(apontados + notas)
            yield Bloco(quadro=_em_texto(bruto, self.cabecalho), achados=achados, lidos=lidos)
            apontados = []


def parquet_abrir(caminho: Path, *, nome: str, limites: Limites, tabela: str | None = None) -> FonteParquet:
    """Prova o arquivo inteiro num processo à parte e resolve as colunas.

    Levanta `ArquivoIlegivel`, `ArquivoVazio` e as objeções de cabeçalho.
    """
    try:
        lido = rodar(_LEITOR, str(caminho), str(_POR_VEZ), limites=limites)
    except LeitorMorreu as morte:
        raise _ilegivel(nome) from morte
    if "erro" in lido:
        raise _ilegivel(nome)
    esquema, linhas = pl.read_parquet_schema(caminho), int(lido["linhas"])
    if not linhas:
        raise ArquivoVazio(arquivo=nome, detalhe="o Parquet não tem linhas")
    cabecalho = cabecalho_resolver(list(esquema), arquivo=nome, tabela=tabela)
    fisicos = {campo: fisico for fisico, campo in zip(esquema, cabecalho.colunas, strict=True) if campo}
    fisicos = {campo: fisicos[campo] for campo in cabecalho.campos}
    return FonteParquet(caminho=caminho, nome=nome, cabecalho=cabecalho, fisicos=fisicos, linhas=linhas)


def _ilegivel(nome: str) -> ArquivoIlegivel:
    return ArquivoIlegivel(arquivo=nome, formato="Parquet", detalhe="está incompleto ou corrompido")


def _em_texto(bruto: pl.DataFrame, cabecalho: Cabecalho) -> pl.DataFrame:
    tipos = TIPOS[cabecalho.tabela]
    return bruto.select(
        *(_coluna(bruto[campo], tipos[campo]) for campo in cabecalho.campos), pl.col("linha").cast(pl.UInt32)
    )


def _coluna(coluna: pl.Series, tipo: str) -> pl.Series:
    """Uma coluna de qualquer tipo como texto do leiaute, vazio = null."""
    especie = coluna.dtype
    if especie.is_integer() and tipo == "dinheiro":
        texto = coluna.cast(pl.String) + ".00"
    elif especie.is_float() or especie.is_decimal():
        texto = _numeros(coluna, tipo)
    elif especie == pl.Datetime:
        texto = coluna.dt.to_string("%Y-%m-%dT%H:%M:%S").str.strip_suffix("T00:00:00")
    elif especie == pl.Boolean or especie.is_nested() or especie == pl.Binary:
        valores = [None if valor is None else _texto(valor, coluna.name, tipo) for valor in coluna.to_list()]
        texto = pl.Series(coluna.name, valores, dtype=pl.String)
    else:
        texto = coluna.cast(pl.String)
    return texto.replace("", None).alias(coluna.name)


def _numeros(coluna: pl.Series, tipo: str) -> pl.Series:
    """Decimais e flutuantes, cada valor distinto uma vez: dinheiro com duas casas exatas, o resto sem `.0`."""
    distintos = coluna.drop_nulls().unique()
    if distintos.is_empty():
        return pl.Series(coluna.name, [None], dtype=pl.String).new_from_index(0, len(coluna))
    numeros = [str(valor) for valor in distintos.to_list()]
    folga = FOLGA_DE_FLUTUANTE if coluna.dtype.is_float() else Decimal(0)
    textos = [dinheiro_em_texto(n, folga=folga) if tipo == "dinheiro" else inteiro_em_texto(n) for n in numeros]
    return coluna.replace_strict(distintos, pl.Series(textos, dtype=pl.String), return_dtype=pl.String)


def _texto(valor: Any, campo: str, tipo: str) -> str | None:
    if isinstance(valor, bytes):
        return valor.decode("utf-8", "replace")
    return texto_de(valor, campo, tipo)[0]


def _notas(bruto: pl.DataFrame, tabela: str) -> list[Apontado]:
    """Documentos que vieram como número curto, e colunas de listas ou objetos onde se espera texto."""
    notas: list[Apontado] = []
    for coluna in bruto.drop("linha"):
        tipo, campo = TIPOS[tabela][coluna.name], coluna.name
        if campo in DOCUMENTOS and coluna.dtype.is_numeric():
            notas += [(n, tabela, None, campo, v, "ARQ-007") for n, v in _cheios(bruto, campo) if documento_curto(v)]
        elif coluna.dtype.is_nested() and tipo not in {"lista", "json"}:
            notas += [(n, tabela, None, campo, v, "ARQ-010") for n, v in _cheios(bruto, campo)]
    return notas


def _cheios(bruto: pl.DataFrame, campo: str) -> Iterator[tuple[int, str]]:
    cheios = bruto.select("linha", campo).drop_nulls(campo)
    yield from zip(cheios["linha"].to_list(), map(str, cheios[campo].to_list()), strict=True)
