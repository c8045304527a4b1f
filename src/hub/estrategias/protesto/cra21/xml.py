"""Do arquivo guardado, de largura fixa, ao XML que o serviço recebe, na forma que a CRA quer."""

from __future__ import annotations

from typing import Final, Literal, cast

import polars as pl

from hub.estrategias.models import PerfilDaCRA, SomaDosCodevedores
from hub.leiautes.arquivo import ler
from hub.leiautes.motor import ler_registros
from hub.leiautes.nomes import LEIAUTE_DO_TIPO
from hub.leiautes.xml import escrever_quadros
from hub.leiautes.xml.conversao import converter_para_xml

_REMESSA: Final = LEIAUTE_DO_TIPO["B"]


def em_xml(conteudo: bytes, *, tipo: str, nome: str, perfil: PerfilDaCRA) -> str:
    """O XML de um arquivo da remessa: dinheiro e soma dos codevedores como o perfil da CRA diz."""
    dinheiro = cast("Literal['decimal', 'centavos']", str(perfil.dinheiro))
    if LEIAUTE_DO_TIPO[tipo] == _REMESSA:
        quadros = ler_registros(_REMESSA, conteudo)
        if perfil.codevedores == SomaDosCodevedores.PRIMEIRO:
            quadros = {**quadros, "trailler": _so_o_primeiro(quadros)}
        xml = escrever_quadros(_REMESSA, quadros, nome_arquivo=nome, dinheiro=dinheiro)
    else:
        registros = ler(conteudo, nome).registros
        xml = converter_para_xml(LEIAUTE_DO_TIPO[tipo], registros, nome_arquivo=nome, dinheiro=dinheiro)
    return xml.decode("iso-8859-1")


def registros_por_municipio(conteudo: bytes) -> dict[str, int]:
    """Linhas de transação que uma remessa leva a cada município: é o que a CRA diz ter aceitado."""
    quadros = ler_registros(_REMESSA, conteudo)
    por_lote = quadros["transacao"].group_by("lote").len()
    juntos = quadros["header"].join(por_lote, on="lote")
    contas = juntos.group_by("codigo_municipio_praca").agg(pl.col("len").sum())
    return {str(municipio): int(total) for municipio, total in contas.iter_rows()}


def _so_o_primeiro(quadros: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """O trailler com a soma dos saldos sem repetir o dos codevedores."""
    primeiros = quadros["transacao"].filter(pl.col("numero_controle_devedor") == 1)
    somas = primeiros.group_by("lote").agg(pl.col("saldo_titulo").sum().alias("~soma"))
    fechos = quadros["trailler"].join(somas, on="lote", how="left", maintain_order="left")
    return fechos.with_columns(somatorio_valor=pl.coalesce("~soma", "somatorio_valor")).drop("~soma")
