"""Amostras fictícias de cada arquivo de protesto, montadas pelo próprio hub. Nenhum dado é de pessoa real."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from hub.leiautes.montagem import montar_lotes, montar_pedidos
from hub.leiautes.motor import escrever_registros

RECIFE: Final = "2611606"
OLINDA: Final = "2609600"
EM: Final = date(2026, 3, 2)
DE_TITULOS: Final = ("protesto/remessa", "protesto/confirmacao", "protesto/retorno", "protesto/andamento")
DE_PEDIDOS: Final = (
    "protesto/desistencia",
    "protesto/cancelamento",
    "protesto/autorizacao_cancelamento",
    "protesto/autorizacao_desistencia",
)
NOMES: Final = dict(
    zip(
        (*DE_TITULOS, *DE_PEDIDOS),
        (f"{tipo}5820203.261" for tipo in ("B", "C", "R", "M", "DP", "CP", "AC", "AD")),
        strict=True,
    )
)
_TITULO: Final = {
    "nome_cedente": "MUNICIPIO FICTICIO",
    "nome_sacador": "MUNICIPIO FICTICIO",
    "documento_sacador": "11222333000181",
    "especie_titulo": "CDA",
    "data_emissao": date(2026, 1, 15),
    "data_vencimento": "99999999",
    "tipo_moeda": "001",
    "informacao_aceite": "N",
    "tipo_documento_devedor": "002",
    "cep_devedor": "01310100",
    "uf_devedor": "PE",
}
_LETRAS: Final = dict(zip(DE_PEDIDOS, "SCAS", strict=True))
_RESPOSTA: Final = {
    "protesto/remessa": {},
    "protesto/confirmacao": {"codigo_cartorio": "01", "numero_protocolo": "2600000001", "data_protocolo": EM},
    "protesto/retorno": {
        "codigo_cartorio": "01",
        "numero_protocolo": "2600000001",
        "data_protocolo": EM,
        "tipo_ocorrencia": "1",
        "data_ocorrencia": date(2026, 3, 9),
    },
    "protesto/andamento": {
        "codigo_cartorio": "01",
        "numero_protocolo": "2600000001",
        "data_protocolo": EM,
        "tipo_ocorrencia": "0",
        "data_ocorrencia": date(2026, 3, 4),
        "codigo_irregularidade": "AG",
        "complemento_registro": "04032026 103000",
    },
}


def titulos(nome: str) -> pl.DataFrame:
    """Três linhas em dois lotes: um título com co-devedor em Olinda e um simples no Recife."""
    linhas = pl.DataFrame(
        {
            "lote": [1, 1, 2],
            "nosso_numero": ["CDA1", "CDA1", "CDA2"],
            "numero_titulo": ["2026/1", "2026/1", "2026/2"],
            "valor_titulo": [81240, 81240, 100],
            "saldo_titulo": [90000, 90000, 150],
            "numero_controle_devedor": [1, 2, 1],
            "nome_devedor": ["FULANA FICTICIA", "BELTRANO FICTICIO", "SICRANA FICTICIA"],
            "numero_documento_devedor": ["00011144477735", "00052998224725", "00012345678909"],
        }
    )
    return linhas.with_columns(**{campo: pl.lit(valor) for campo, valor in (_TITULO | _RESPOSTA[nome]).items()})


def quadros(nome: str) -> dict[str, pl.DataFrame]:
    """Os registros de uma amostra do leiaute."""
    if nome in DE_TITULOS:
        cabecalhos = pl.DataFrame({"lote": [1, 2], "codigo_municipio_praca": [OLINDA, RECIFE]}).with_columns(
            codigo_portador=pl.lit("582"),
            nome_portador=pl.lit("MUNICIPIO FICTICIO"),
            data_movimento=pl.lit(EM),
            sequencial_remessa=pl.lit(7),
        )
        return montar_lotes(nome, cabecalhos=cabecalhos, transacoes=titulos(nome))
    pedidos = pl.DataFrame(
        {
            "codigo_municipio": [OLINDA, RECIFE, RECIFE],
            "codigo_cartorio": ["01", "02", "02"],
            "numero_protocolo": ["2600000001", "2600000002", "22/1"],
            "data_protocolo": [EM] * 3,
            "numero_titulo": ["2026/1", "2026/2", "2026/3"],
            "nome_primeiro_devedor": ["FULANA FICTICIA", "SICRANA FICTICIA", "BELTRANO FICTICIO"],
            "valor_titulo": [90000, 150, 268],
        }
    )
    cabecalho = {"codigo_portador": "582", "nome_portador": "MUNICIPIO FICTICIO", "data_movimento": EM}
    return montar_pedidos(nome, cabecalho=cabecalho, pedidos=pedidos, letra=_LETRAS[nome])


def amostra(nome: str) -> bytes:
    """Um arquivo válido do leiaute."""
    return escrever_registros(nome, quadros(nome))
