"""Arquivos de 127 posições: desistência (DP) e cancelamento (CP), e a autorização de cada um (AD e AC)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hub.dividas.gravacao import quadro_ler
from hub.dividas.models import RemessaArquivo
from hub.estrategias.protesto.opcoes import Opcoes
from hub.estrategias.protesto.plano import consulta
from hub.leiautes.montagem import montar_pedidos
from hub.leiautes.motor import escrever_registros

LEIAUTES = {
    "DP": "protesto/desistencia",
    "AD": "protesto/autorizacao_desistencia",
    "CP": "protesto/cancelamento",
    "AC": "protesto/autorizacao_cancelamento",
}
ESQUEMA_DO_PEDIDO = {
    "codigo_municipio": pl.String,
    "codigo_cartorio": pl.String,
    "numero_protocolo": pl.String,
    "data_protocolo": pl.Date,
    "numero_titulo": pl.String,
    "nome_primeiro_devedor": pl.String,
    "valor_titulo": pl.Int64,
}


def partes(arquivo: RemessaArquivo, opcoes: Opcoes) -> Iterator[bytes]:
    """O arquivo inteiro: header, um bloco por cartório e trailler."""
    pedidos = quadro_ler(
        consulta("pedidos_do_arquivo"), {"remessa": arquivo.remessa_id, "tipo": arquivo.tipo}, ESQUEMA_DO_PEDIDO
    )
    cabecalho = {
        "codigo_portador": opcoes.codigo_curto,
        "nome_portador": arquivo.credor.nome,
        "data_movimento": arquivo.remessa.em,
    }
    # Na AD, a letra é a do download da CRA21 (leiaute, campo 07).
    letra = {"DP": "S", "AD": "S", "CP": "C", "AC": opcoes.letra_da_anuencia}[arquivo.tipo]
    leiaute = LEIAUTES[arquivo.tipo]
    yield escrever_registros(leiaute, montar_pedidos(leiaute, cabecalho=cabecalho, pedidos=pedidos, letra=letra))
