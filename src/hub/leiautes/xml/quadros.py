"""XML em quadros, na forma de `ler_registros`: quem trata arquivo de título não precisa saber de onde ele veio."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

import polars as pl

from hub.leiautes.achados import Achado
from hub.leiautes.motor.escrita import em_bytes, fatias, leiaute_de_escrita
from hub.leiautes.motor.leitura import ler_registros
from hub.leiautes.tabelas import Campo, Leiaute
from hub.leiautes.valores import dinheiro_com_ponto
from hub.leiautes.xml.escrita import DECLARACAO, codificar
from hub.leiautes.xml.leitura import ler_xml
from hub.leiautes.xml.tabelas import Elemento, elementos, familia_de_escrita
from hub.leiautes.xml.valores import Dinheiro


def ler_quadros(conteudo: bytes, nome: str | None = None) -> tuple[str | None, dict[str, pl.DataFrame], list[Achado]]:
    """Leiaute, quadros tipados por registro e achados de um XML da CRA.

    Os quadros têm as colunas de `ler_registros` do mesmo leiaute (e as que só o XML tem). O andamento por
    `complementos` vem como o posicional: uma `transacao` por andamento, com o código em `codigo_irregularidade` e o dia
    em `data_ocorrencia`; não há `header`, porque esse XML não diz o município.
    """
    lido = ler_xml(conteudo, nome, preservar=False)
    quadros = lido.quadros
    if lido.leiaute is not None and "apresentante" in quadros:
        quadros = {**ler_registros(lido.leiaute, b""), "transacao": _andamentos(quadros)}
    return lido.leiaute, quadros, lido.achados


def _andamentos(quadros: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Cada andamento com o título e o apresentante em que está."""
    modelo = ler_registros("protesto/andamento", b"")["transacao"]
    titulos = quadros["transacao"].drop("lote", "malformado").sort("linha")
    apresentantes = quadros["apresentante"].select("linha", "codigo_portador").sort("linha")
    andamentos = quadros["andamento"].select("linha", "lote", "codigo_andamento", "data_hora", "malformado")
    juntos = andamentos.sort("linha").join_asof(titulos, on="linha").join_asof(apresentantes, on="linha")
    quando = pl.col("data_hora").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    cheios = juntos.with_columns(
        tipo_ocorrencia=pl.lit("0"),
        codigo_irregularidade=pl.col("codigo_andamento"),
        data_ocorrencia=quando.dt.date(),
        complemento_registro=quando.dt.strftime("%d%m%Y %H%M%S"),
    )
    faltam = [pl.lit(None, dtype=tipo).alias(n) for n, tipo in modelo.schema.items() if n not in cheios.columns]
    return cheios.with_columns(faltam).select(modelo.columns)


def escrever_quadros(
    nome: str,
    quadros: Mapping[str, pl.DataFrame],
    *,
    nome_arquivo: str | None = None,
    dinheiro: Dinheiro = "decimal",
) -> bytes:
    """O XML de lotes a partir de quadros como os de `montar_lotes`: em bloco, para arquivos grandes.

    Uma `comarca` por município; o dinheiro, em reais com ponto ou em centavos com zeros. Recusas: as de
    `escrever_coluna`.
    """
    tabela = leiaute_de_escrita(nome)
    familia, raiz = familia_de_escrita(nome, None, set(quadros))
    conhecidos = elementos(familia, nome)
    do_registro = {elemento.registro: elemento for elemento in conhecidos.values()}
    partes = [
        _elementos(tabela, registro, do_registro[registro], quadros[registro], dinheiro)
        for registro in tabela.registros
        if quadros[registro].height
    ]
    linhas = pl.concat([*partes, _comarcas(quadros["header"])]).sort("linha", "ordem")["texto"]
    cabeca = f"{DECLARACAO}<{raiz}>\n"
    if nome_arquivo is not None:
        cabeca += f"    <nome_arquivo>{escape(nome_arquivo)}</nome_arquivo>\n"
    miolo = em_bytes(linhas, terminador="\n").decode("iso-8859-1")
    fecho = "    </comarca>\n" if linhas.len() else ""
    return codificar(f"{cabeca}{miolo}{fecho}</{raiz}>\n")


def _elementos(
    tabela: Leiaute, registro: str, elemento: Elemento, quadro: pl.DataFrame, dinheiro: Dinheiro
) -> pl.DataFrame:
    """`<tr t01="1" …/>` de cada linha do quadro."""
    desenho = tabela.registros[registro]
    textos = fatias(tabela, desenho, quadro, conferir=True)
    origens = {um.campo.nome: um.origem for um in elemento.campos}
    pedacos = [pl.lit(f"        <{elemento.nome}")]
    for campo in desenho.campos:
        pedacos += [pl.lit(f' {origens[campo.nome]}="'), _texto(campo, textos[campo.nome], dinheiro), pl.lit('"')]
    texto = textos.select(pl.concat_str([*pedacos, pl.lit("/>")]).alias("texto"))
    return quadro.select(pl.col("linha").cast(pl.Int64), pl.lit(1).alias("ordem")).hstack(texto)


def _texto(campo: Campo, fatia: pl.Series, dinheiro: Dinheiro) -> pl.Expr:
    """A fatia sem brancos e escapada; o dinheiro em reais, com ponto e sem zeros à esquerda."""
    valor = pl.col(campo.nome)
    if campo.natureza == "dinheiro" and dinheiro == "decimal":
        return dinheiro_com_ponto(valor.cast(pl.Int64))
    aparado = valor.str.strip_chars_end(" ")
    if campo.tipo == "N" or not fatia.str.contains(r"[&<>\"]").any():
        return aparado
    return aparado.str.replace_many(["&", "<", ">", '"'], ["&amp;", "&lt;", "&gt;", "&quot;"])


def _comarcas(headers: pl.DataFrame) -> pl.DataFrame:
    """A abertura de cada comarca, antes do header em que o município muda, com o fecho da anterior."""
    municipio = pl.col("codigo_municipio_praca").fill_null("")
    ordenados = headers.sort("linha").filter((municipio != municipio.shift()).fill_null(value=True))
    fecho = pl.when(pl.int_range(pl.len()) > 0).then(pl.lit("    </comarca>\n")).otherwise(pl.lit(""))
    abertura = pl.concat_str(fecho, pl.lit('    <comarca CodMun="'), municipio, pl.lit('">'))
    return ordenados.select(pl.col("linha").cast(pl.Int64), pl.lit(0).alias("ordem"), abertura.alias("texto"))
