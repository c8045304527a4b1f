"""Remessas e pedidos fictícios para conversar com a CRA simulada."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from hub.leiautes.arquivo import ler
from hub.leiautes.montagem import montar_lotes, montar_pedidos
from hub.leiautes.motor import escrever_registros, ler_registros
from hub.leiautes.nomes import LEIAUTE_DO_TIPO
from hub.leiautes.xml.conversao import converter_para_xml
from simuladores.cra import CRA, documento_magico
from simuladores.cra.producao import Produzido

EM: Final = date(2026, 3, 2)
RECIFE: Final = "2611606"
OLINDA: Final = "2609600"
NOME: Final = "B5820203.261"


def depois(dias: int) -> date:
    return EM + timedelta(days=dias)


def titulos(*desfechos: str, municipio: str = RECIFE, codevedores: int = 0) -> pl.DataFrame:
    """Um título por desfecho, na ordem, com o documento que o força; `codevedores` linhas a mais em cada um."""
    linhas = [
        {
            "municipio": municipio,
            "nosso_numero": f"CDA{municipio[-3:]}{posicao}",
            "numero_titulo": f"2026/{posicao}",
            "numero_documento_devedor": documento_magico(desfecho, posicao + 100 * controle).zfill(14),
            "numero_controle_devedor": controle,
        }
        for posicao, desfecho in enumerate(desfechos)
        for controle in range(1, codevedores + 2)
    ]
    return pl.DataFrame(linhas).with_columns(
        nome_cedente=pl.lit("MUNICIPIO FICTICIO"),
        nome_devedor=pl.lit("FULANA FICTICIA"),
        especie_titulo=pl.lit("CDA"),
        tipo_documento_devedor=pl.lit("002"),
        data_emissao=pl.lit(date(2026, 1, 15)),
        data_vencimento=pl.lit("99999999"),
        valor_titulo=pl.lit(81240),
        saldo_titulo=pl.lit(90000),
    )


def quadros(*partes: pl.DataFrame, sequencial: int = 1, codigo: str = "582") -> dict[str, pl.DataFrame]:
    """Os registros de uma remessa com um lote por parte."""
    transacoes = pl.concat([parte.with_columns(lote=pl.lit(lote)) for lote, parte in enumerate(partes, 1)])
    cabecalhos = transacoes.group_by("lote", maintain_order=True).agg(
        pl.col("municipio").first().alias("codigo_municipio_praca")
    )
    fixos = {"codigo_portador": codigo, "nome_portador": "MUNICIPIO FICTICIO", "sequencial_remessa": sequencial}
    cabecalhos = cabecalhos.with_columns(**{n: pl.lit(v) for n, v in fixos.items()}, data_movimento=pl.lit(EM))
    return montar_lotes("protesto/remessa", cabecalhos=cabecalhos, transacoes=transacoes)


def remessa(*partes: pl.DataFrame, sequencial: int = 1) -> bytes:
    return escrever_registros("protesto/remessa", quadros(*partes, sequencial=sequencial))


def em_xml(conteudo: bytes, nome: str = NOME) -> bytes:
    """O mesmo arquivo no XML de envio."""
    documento = ler(conteudo, nome)
    assert documento.leiaute
    return converter_para_xml(documento.leiaute, documento.registros, nome_arquivo=nome)


def pedir(tipo: str, confirmacao: bytes, *, letra: str | None = None, **trocas: Any) -> bytes:
    """Um DP, CP, AC ou AD para os títulos protocolados de uma confirmação; `trocas` muda campos dos pedidos."""
    nome = LEIAUTE_DO_TIPO[tipo]
    lido = ler_registros("protesto/confirmacao", confirmacao)
    praca = lido["header"].select("lote", pl.col("codigo_municipio_praca").alias("codigo_municipio"))
    pedidos = (
        lido["transacao"]
        .filter(pl.col("numero_protocolo").is_not_null())
        .join(praca, on="lote")
        .select(
            "codigo_municipio",
            "codigo_cartorio",
            "numero_protocolo",
            "data_protocolo",
            "numero_titulo",
            pl.col("nome_devedor").alias("nome_primeiro_devedor"),
            pl.col("saldo_titulo").alias("valor_titulo"),
        )
    )
    pedidos = pedidos.with_columns(**{campo: pl.lit(valor) for campo, valor in trocas.items()})
    cabecalho = {"codigo_portador": "582", "nome_portador": "MUNICIPIO FICTICIO", "data_movimento": EM}
    letra = letra or {"DP": "S", "CP": "C", "AC": "A", "AD": "S"}[tipo]
    return escrever_registros(nome, montar_pedidos(nome, cabecalho=cabecalho, pedidos=pedidos, letra=letra))


def um(produzidos: Sequence[Produzido], tipo: str) -> Produzido:
    """O único arquivo do tipo."""
    (produzido,) = [p for p in produzidos if p.nome.startswith(tipo)]
    return produzido


def transacoes(produzido: Produzido) -> list[dict[str, Any]]:
    """As transações de um arquivo produzido, que não pode ter achados."""
    documento = ler(produzido.conteudo, produzido.nome)
    assert documento.achados == (), documento.achados
    assert documento.leiaute
    return ler_registros(documento.leiaute, produzido.conteudo)["transacao"].to_dicts()


def retornos(cra: CRA, *, em: date) -> list[dict[str, Any]]:
    """As transações de todos os retornos que saem até o dia."""
    return [linha for p in cra.produzir(em=em) if p.nome.startswith("R") for linha in transacoes(p)]
