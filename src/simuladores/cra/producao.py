"""Produzir confirmações (C), andamentos (M) e retornos (R) dos eventos que venceram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from hub.leiautes.montagem import montar_lotes, repartir
from hub.leiautes.motor import escrever_registros
from hub.leiautes.nomes import NomeDeArquivo, interpretar, montar
from hub.leiautes.xml.quadros import escrever_quadros
from simuladores.cra.estado import EVENTO, Estado

LEIAUTES: Final = {"C": "protesto/confirmacao", "R": "protesto/retorno", "M": "protesto/andamento"}
#: Código que, num nome de download, vale por todos os portadores.
TODOS: Final = "000"
#: Cada variante tem o seu arquivo e o seu sequencial do dia.
_VARIANTES: Final = ("normal", "repetido", "total_errado")
#: O sequencial do retorno é o dia vezes dez: seis algarismos.
_SEQUENCIAIS: Final = 99_999
_DO_HEADER: Final = (
    "nome_portador",
    "agencia_centralizadora",
    "data_movimento",
    "sequencial_remessa",
    "complemento_do_header",
)
_DO_EVENTO: Final = {
    "tipo_ocorrencia": "ocorrencia",
    "codigo_irregularidade": "irregularidade",
    "custas_cartorio": "custas",
}
#: O que o retorno diz de um título (o resto o leiaute manda não utilizar) e o que o lote precisa.
_DO_RETORNO: Final = (
    *("remessa", "municipio", "lote", "codigo_portador", "nome_portador", "agencia_centralizadora"),
    *("complemento_do_header", "agencia_codigo_cedente", "tipo_moeda", "valor_titulo", "saldo_titulo"),
    *("codigo_cartorio", "data_protocolo", "data_ocorrencia", *_DO_EVENTO),
)


@dataclass(frozen=True, kw_only=True)
class Produzido:
    """Um arquivo pronto."""

    nome: str
    conteudo: bytes
    titulos: int


def pendentes(estado: Estado, *, de: date | None, ate: date, tipos: str = "CMR") -> pl.DataFrame:
    """Os eventos por entregar até o dia ou, com `de`, os de um período, entregues ou não; com a remessa de cada um."""
    partes = [pl.DataFrame(schema={**EVENTO, "remessa": pl.String})]
    for remessa, eventos in estado.eventos():
        quando = ~pl.col("entregue") & (pl.col("data") <= ate) if de is None else pl.col("data").is_between(de, ate)
        seus = eventos.filter(quando & pl.col("tipo").is_in(list(tipos)))
        partes.append(seus.with_columns(remessa=pl.lit(remessa)))
    return pl.concat(partes).with_columns(
        fantasma=pl.col("variante") == "fantasma", variante=pl.col("variante").replace("fantasma", "normal")
    )


def produzir(estado: Estado, *, em: date) -> list[Produzido]:
    """Os arquivos de tudo o que venceu até `em` e ainda não saiu, na ordem dos dias; cada um com o nome do seu dia.

    Confirmação: um arquivo por remessa. Andamento e retorno: um por portador e variante (a cópia e o de total errado
    vão sozinhos).
    """
    codigo = pl.col("remessa").str.head(-8).str.slice(1)
    eventos = pendentes(estado, de=None, ate=em).with_columns(
        grupo=pl.when(pl.col("tipo") == "C").then("remessa").otherwise(codigo),
        vez=pl.col("tipo").replace_strict({"C": 0, "M": 1, "R": 2}, return_dtype=pl.Int8),
    )
    chaves = ["data", "vez", "variante", "grupo"]
    grupos = eventos.sort(chaves, maintain_order=True).group_by(chaves, maintain_order=True)
    produzidos = [_arquivo(estado, grupo) for _, grupo in grupos]
    for remessa, seus in estado.eventos():
        entregue = pl.col("entregue") | (pl.col("data") <= em)
        estado.guardar("eventos", remessa, seus.with_columns(entregue=entregue))
    estado.gravar()
    return produzidos


def _arquivo(estado: Estado, eventos: pl.DataFrame) -> Produzido:
    tipo = eventos["tipo"][0]
    nome = _nome(estado, eventos["remessa"][0], tipo=tipo, dia=eventos["data"][0])
    quadros = quadros_de(estado, eventos)
    if eventos["variante"][0] == "total_errado":
        quadros = _errar_totais(quadros)
    conteudo = escrever_registros(LEIAUTES[tipo], quadros)
    return Produzido(nome=str(nome), conteudo=conteudo, titulos=quadros["transacao"].height)


def _nome(estado: Estado, remessa: str, *, tipo: str, dia: date) -> NomeDeArquivo:
    """A confirmação leva o nome da remessa, se do mesmo dia e livre; o resto, a próxima sequência do dia."""
    da_remessa = interpretar(remessa)
    usados = estado.controle["nomes"]
    candidatos = [montar(tipo=tipo, codigo=da_remessa.codigo, data=dia, sequencia=vez) for vez in range(1, 10)]
    if tipo == "C" and da_remessa.data == dia:
        candidatos.insert(0, da_remessa.como("C"))
    escolhido = next((um for um in candidatos if str(um) not in usados), candidatos[-1])
    usados.append(str(escolhido))
    return escolhido


def quadros_de(estado: Estado, eventos: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`header`, `transacao` e `trailler` de um grupo de eventos do mesmo dia e tipo."""
    tipo, dia = eventos["tipo"][0], eventos["data"][0]
    grupos = eventos.group_by("remessa", maintain_order=True)
    transacoes = pl.concat([_transacoes(estado, str(remessa), seus) for (remessa,), seus in grupos], how="diagonal")
    if tipo == "C":
        lotes = transacoes.with_columns(lote=pl.struct("remessa", "lote").rank("dense").cast(pl.UInt32))
        return _montar(tipo, lotes.sort("lote", maintain_order=True))
    lotes = repartir(transacoes.drop("lote"), por="municipio")
    vez = pl.struct("municipio", "lote").rank("dense").over("municipio") - 1
    primeiro = dia.toordinal() % _SEQUENCIAIS * 10 + _VARIANTES.index(eventos["variante"][0])
    return _montar(tipo, lotes.with_columns(data_movimento=pl.lit(dia), sequencial_remessa=vez + primeiro))


def _transacoes(estado: Estado, remessa: str, eventos: pl.DataFrame) -> pl.DataFrame:
    """Os títulos da remessa com o que o evento diz; na confirmação, com as linhas dos co-devedores."""
    tipo = str(eventos["tipo"][0])
    cabecalhos = estado.ler("cabecalhos", remessa).rename({"complemento_registro": "complemento_do_header"})
    titulos = estado.ler("titulos", remessa).join(
        cabecalhos.select("lote", *_DO_HEADER), on="lote", maintain_order="left"
    )
    if tipo != "C":
        titulos = titulos.unique("titulo", keep="first", maintain_order=True)
    novos = eventos.select("titulo", "fantasma", "data_ocorrencia", **_DO_EVENTO)
    titulos = titulos.drop("data_ocorrencia", *_DO_EVENTO).with_columns(remessa=pl.lit(remessa))
    juntos = titulos.join(novos, on="titulo", maintain_order="left_right")
    if tipo == "R":
        return juntos.select(*_DO_RETORNO, **_com_fantasma())
    hora = pl.col("data_ocorrencia").dt.strftime("%d%m%Y") + pl.lit(" 100000")
    return juntos if tipo == "C" else juntos.with_columns(complemento_registro=hora)


def _com_fantasma() -> dict[str, pl.Expr]:
    """O título que ninguém enviou: outro nosso número e outro protocolo."""
    inventado = pl.lit("NAOENVIADO") + pl.col("nosso_numero").str.tail(5)
    return {
        "nosso_numero": pl.when("fantasma").then(inventado).otherwise("nosso_numero"),
        "numero_protocolo": pl.when("fantasma").then(pl.lit("9999999999")).otherwise("numero_protocolo"),
    }


def _montar(tipo: str, transacoes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    cabecalhos = transacoes.group_by("lote", maintain_order=True).agg(
        pl.col("codigo_portador", "nome_portador", "agencia_centralizadora").first(),
        pl.col("data_movimento", "sequencial_remessa").first(),
        pl.col("complemento_do_header").first().alias("complemento_registro"),
        pl.col("municipio").first().alias("codigo_municipio_praca"),
    )
    return montar_lotes(LEIAUTES[tipo], cabecalhos=cabecalhos, transacoes=transacoes)


def _errar_totais(quadros: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Um registro e um real a mais em cada trailler."""
    errado = quadros["trailler"].with_columns(pl.col("somatorio_quantidade") + 1, pl.col("somatorio_valor") + 100)
    return {**quadros, "trailler": errado}


def em_xml(estado: Estado, *, tipo: str, dia: date, codigo: str, nome: str) -> bytes | None:
    """O XML de todos os eventos de um dia, como o download por nome da CRA21; nulo se não houver nenhum.

    O código `000` traz os de todos os portadores.
    """
    eventos = pendentes(estado, de=dia, ate=dia, tipos=tipo).filter(pl.col("variante") == "normal")
    if codigo != TODOS:
        eventos = eventos.filter(pl.col("remessa").str.head(-8).str.slice(1) == codigo)
    if eventos.is_empty():
        return None
    return escrever_quadros(LEIAUTES[tipo], quadros_de(estado, eventos), nome_arquivo=nome)
