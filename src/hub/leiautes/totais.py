"""Totais informados nos cabeçalhos e fechos, contra o que o arquivo tem.

Onde duas leituras do leiaute circulam (contar ou não os co-devedores, somar ou não o saldo repetido deles, contar
cartórios ou pedidos), as duas são aceitas: recusa quem não casa com nenhuma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from hub.comum.dinheiro import de_centavos, reais_escrever
from hub.leiautes.achados import Achado, achar
from hub.leiautes.tabelas import Leiaute, dominio

Quadros = Mapping[str, pl.DataFrame]
_COM_CONTADORES: Final = ("protesto/remessa", "protesto/confirmacao", "protesto/remessa_v050")
_CONTADORES: Final = ("quantidade_registros", "quantidade_titulos", "quantidade_indicacoes", "quantidade_originais")

#: Campos da transação que entram nas contas.
SOMADOS: Final = ("numero_controle_devedor", "especie_titulo", "saldo_titulo")


def totais_de_lotes(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Arquivos de 600 posições: contadores do header, somatórios do trailler."""
    lotes = quadros["header"].select("linha", "lote", *_CONTADORES).unique("lote", keep="first")
    lotes = lotes.join(_contar(quadros["transacao"]), on="lote", how="left").fill_null(0)
    informada = pl.sum_horizontal(_CONTADORES).alias("informada")
    fechos = quadros["trailler"].select("linha", "lote", "somatorio_quantidade", "somatorio_valor")
    fechos = fechos.join(lotes.select(pl.exclude("linha", *_CONTADORES), informada), on="lote", how="inner")
    achados = _quantidade(lotes, "quantidade_registros", ["registros"])
    somas, contagens = ["soma"], ["registros", "informada"]
    if tabela.nome in _COM_CONTADORES:
        achados += _quantidade(lotes, "quantidade_titulos", ["titulos"])
        achados += _quantidade(lotes, "quantidade_indicacoes", ["indicacoes", "indicacoes_todas"])
        achados += _quantidade(lotes, "quantidade_originais", ["originais", "originais_todos"])
        somas, contagens = ["soma", "soma_dos_titulos"], ["informada"]
    achados += _quantidade(fechos, "somatorio_quantidade", contagens)
    return achados + _valor(fechos, "somatorio_valor", somas)


def _contar(transacoes: pl.DataFrame) -> pl.DataFrame:
    por_indicacao = [codigo for codigo, linha in dominio("especies").items() if linha["contador_header"] == "indicacao"]
    primeiro = pl.col("numero_controle_devedor") == 1
    indicacao = pl.col("especie_titulo").is_in(por_indicacao).fill_null(value=False)
    return transacoes.group_by("lote").agg(
        registros=pl.len(),
        titulos=primeiro.sum(),
        indicacoes=(primeiro & indicacao).sum(),
        indicacoes_todas=indicacao.sum(),
        originais=(primeiro & ~indicacao).sum(),
        originais_todos=(~indicacao).sum(),
        soma=pl.col("saldo_titulo").sum(),
        soma_dos_titulos=pl.col("saldo_titulo").filter(primeiro).sum(),
    )


def totais_de_pedidos(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Arquivos de 127 posições: pedidos por cartório e no arquivo, e a soma dos valores."""
    del tabela
    pedidos = quadros["2_pedido"]
    por_cartorio = pedidos.group_by("lote").agg(pedidos=pl.len())
    cartorios = quadros["1_header_cartorio"].join(por_cartorio, on="lote", how="left").fill_null(0)
    base = cartorios.select("lote", "pedidos", seguranca=pl.col("quantidade_solicitacoes") + pl.col("pedidos"))
    fechos = quadros["8_trailler_cartorio"].join(base.unique("lote", keep="first"), on="lote")
    soma = int(pedidos["valor_titulo"].sum() or 0)
    arquivo = {"total": pl.lit(pedidos.height), "cartorios": pl.lit(cartorios.height), "soma": pl.lit(soma)}
    aberturas = quadros["0_header_apresentante"].with_columns(**arquivo)
    informada = pl.col("quantidade_solicitacoes") + pl.col("quantidade_registros_tipo_2")
    contas = aberturas.select(informada.alias("informada")).head(1)
    finais = quadros["9_trailler_apresentante"].with_columns(**arquivo).join(contas, how="cross")
    return [
        *_quantidade(aberturas, "quantidade_solicitacoes", ["total"]),
        *_quantidade(aberturas, "quantidade_registros_tipo_2", ["total", "cartorios"]),
        *_quantidade(cartorios, "quantidade_solicitacoes", ["pedidos"]),
        *_quantidade(fechos, "somatorio_seguranca", ["seguranca"]),
        *_quantidade(finais, "somatorio_quantidade", ["informada"]),
        *_valor(finais, "somatorio_valor", ["soma"]),
    ]


def _divergentes(quadro: pl.DataFrame, campo: str, aceitos: Sequence[str]) -> list[tuple[int, int, int]]:
    certo = pl.any_horizontal(pl.col(campo).cast(pl.Int64) == pl.col(aceito).cast(pl.Int64) for aceito in aceitos)
    ruins = quadro.filter(~certo.fill_null(value=True))
    return ruins.select("linha", campo, pl.col(aceitos[0]).alias("~")).rows()


def _quantidade(quadro: pl.DataFrame, campo: str, aceitos: Sequence[str]) -> list[Achado]:
    return [
        achar("QUANTIDADE_NAO_CONFERE", linha=linha, campo=campo, valor=valor, esperado=esperado)
        for linha, valor, esperado in _divergentes(quadro, campo, aceitos)
    ]


def _valor(quadro: pl.DataFrame, campo: str, aceitos: Sequence[str]) -> list[Achado]:
    return [
        achar("VALOR_NAO_CONFERE", linha=linha, campo=campo, valor=_reais(valor), esperado=_reais(esperado))
        for linha, valor, esperado in _divergentes(quadro, campo, aceitos)
    ]


def _reais(centavos: int) -> str:
    return reais_escrever(de_centavos(centavos))
