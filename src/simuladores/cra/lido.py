"""Um arquivo enviado, lido em quadros, venha posicional ou em XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hub.leiautes.achados import Achado
from hub.leiautes.conferencia import conferir
from hub.leiautes.conferencia_das_linhas import conferir_conversao, conferir_linhas
from hub.leiautes.deteccao import detectar
from hub.leiautes.motor.leitura import DESCONHECIDO, cruas, do_registro, tipadas
from hub.leiautes.motor.linhas import com_lote, linhas_de
from hub.leiautes.tabelas import leiaute
from hub.leiautes.xml import ler_quadros


@dataclass(frozen=True, kw_only=True)
class Lido:
    """O arquivo em quadros."""

    leiaute: str | None
    quadros: Mapping[str, pl.DataFrame]
    achados: list[Achado]
    #: `linha`, `lote` e `registro` de cada linha, na ordem.
    linhas: pl.DataFrame


def ler_enviado(conteudo: bytes, nome: str) -> Lido:
    """Lê sem nunca quebrar; o que não se reconhece tem leiaute nulo."""
    detectado = detectar(conteudo, nome)
    if detectado.formato == "xml":
        qual, quadros, achados = ler_quadros(detectado.conteudo, nome)
        return Lido(leiaute=qual, quadros=quadros, achados=achados, linhas=_indice(quadros))
    if detectado.leiaute is None:
        return Lido(leiaute=None, quadros={}, achados=list(detectado.achados), linhas=_indice({}))
    return _posicional(detectado.leiaute, detectado.conteudo)


def _posicional(nome: str, conteudo: bytes) -> Lido:
    tabela = leiaute(nome)
    linhas, codificacao = linhas_de(conteudo, tabela.tamanho)
    linhas = com_lote(tabela, linhas)
    achados = conferir_linhas(tabela, linhas, codificacao)
    quadros = {}
    for chave, registro in tabela.registros.items():
        crus = cruas(registro, linhas.filter(do_registro(tabela, registro)), so_ascii=codificacao == "ascii")
        quadros[chave] = tipadas(registro, crus)
        achados += conferir_conversao(registro, quadros[chave], crus)
    achados += conferir(tabela, quadros)
    indice = _indice(quadros)
    alheias = linhas.join(indice, on="linha", how="anti").select("linha", "lote", registro=pl.lit(DESCONHECIDO))
    return Lido(leiaute=nome, quadros=quadros, achados=achados, linhas=pl.concat([indice, alheias]).sort("linha"))


def _indice(quadros: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    esquema = {"linha": pl.UInt32, "lote": pl.UInt32, "registro": pl.String}
    partes = [quadro.select("linha", "lote", registro=pl.lit(nome)) for nome, quadro in quadros.items()]
    return pl.concat([pl.DataFrame(schema=esquema), *partes]).sort("linha")
