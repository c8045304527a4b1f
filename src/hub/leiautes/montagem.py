"""Monta arquivos inteiros: cabeçalhos, totais e sequências a partir dos quadros de títulos ou pedidos.

Os totais seguem o Layout Único 4.3: na remessa e na confirmação o trailler soma os campos 09 a 12 do header; no retorno
e no andamento conta as transações. Coluna de total que já venha no quadro de cabeçalhos é mantida.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from hub.leiautes.erros import LoteGrandeDemais
from hub.leiautes.tabelas import dominio

#: Transações que cabem num lote de 600 posições: quatro algarismos de sequência, menos header e trailler.
MAXIMO_POR_LOTE: Final = 9997
#: Linhas que cabem num arquivo de 127 posições: cinco algarismos de sequência.
MAXIMO_DE_PEDIDOS: Final = 99999
#: Leiautes em que os campos 10 a 12 do header são zeros e o trailler conta as transações.
SEM_CONTADORES: Final = frozenset({"protesto/retorno", "protesto/andamento"})
_CONTADORES: Final = ("quantidade_registros", "quantidade_titulos", "quantidade_indicacoes", "quantidade_originais")


def repartir(transacoes: pl.DataFrame, *, por: str, titulo: str = "nosso_numero") -> pl.DataFrame:
    """Ordena por `por` (o município) e numera `lote` a partir de 1, sem passar do máximo nem separar co-devedores.

    Linhas seguidas de mesmo `titulo` ficam juntas. Município que não cabe num lote ganha vários: cada um precisa de
    `sequencial_remessa` próprio, porque a CRA recusa sequencial repetido no município (mensagem 2117).
    """
    quadro = transacoes.sort(por, maintain_order=True)
    novo = (pl.col(titulo) != pl.col(titulo).shift()) | (pl.col(por) != pl.col(por).shift())
    quadro = quadro.with_columns(novo.fill_null(value=True).cum_sum().alias("~titulo"))
    posicao = pl.int_range(pl.len()).over(por)
    quadro = quadro.with_columns(posicao.alias("~posicao"), pl.len().over("~titulo").alias("~tamanho"))
    folga = max(MAXIMO_POR_LOTE - quadro.select(pl.col("~tamanho").max().fill_null(0)).item(), 1)
    quadro = quadro.with_columns((pl.col("~posicao").first().over("~titulo") // folga).alias("~parte"))
    muda = (pl.struct(por, "~parte") != pl.struct(por, "~parte").shift()).fill_null(value=True)
    return quadro.with_columns(lote=muda.cum_sum().cast(pl.UInt32)).drop("~titulo", "~posicao", "~tamanho", "~parte")


def montar_lotes(nome: str, *, cabecalhos: pl.DataFrame, transacoes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Os quadros `header`, `transacao` e `trailler` de um arquivo de 600 posições, prontos para `escrever_registros`.

    `cabecalhos`: uma linha por `lote`, com os campos do header que não se calculam (portador, data, sequencial,
    município). `transacoes`: `lote` e os campos da transação, co-devedores logo depois do primeiro devedor.
    Calcula contadores, somatórios, sequências e `linha`. O somatório de valor soma o campo 18 de todas as linhas, como
    diz o texto oficial. Recusa: `LoteGrandeDemais`.
    """
    lotes = _com_totais(nome, cabecalhos, transacoes).sort("lote")
    _conferir_tamanho(nome, lotes)
    antes = (pl.col("~linhas") + 2).cum_sum() - pl.col("~linhas") - 2
    lotes = lotes.with_columns(antes.alias("~antes"), sequencial_registro=pl.lit(1))
    titulos = transacoes.drop("codigo_portador", strict=False).sort("lote", maintain_order=True)
    titulos = titulos.join(lotes.select("lote", "codigo_portador", "~antes"), on="lote", maintain_order="left")
    titulos = titulos.with_columns(sequencial_registro=pl.int_range(2, pl.len() + 2).over("lote"))
    ultima = pl.col("~linhas") + 2
    return {
        "header": lotes.with_columns(linha=pl.col("~antes") + 1),
        "transacao": titulos.with_columns(linha=pl.col("~antes") + pl.col("sequencial_registro")),
        "trailler": lotes.with_columns(sequencial_registro=ultima, linha=pl.col("~antes") + ultima),
    }


def _com_totais(nome: str, cabecalhos: pl.DataFrame, transacoes: pl.DataFrame) -> pl.DataFrame:
    """Acrescenta `~linhas`, a versão, os contadores e os somatórios que o quadro de cabeçalhos ainda não tem."""
    contados = cabecalhos.join(_contar(nome, transacoes), on="lote", how="left", suffix="~")
    contados = contados.select(coluna for coluna in contados.columns if not coluna.endswith("~"))
    contados = contados.with_columns(pl.col("~linhas", *_CONTADORES, "somatorio_valor").fill_null(0))
    em_falta = {
        "versao_layout": pl.lit("043"),
        "somatorio_quantidade": pl.col("~linhas")
        if nome in SEM_CONTADORES
        else pl.sum_horizontal(pl.col(contador).cast(pl.Int64) for contador in _CONTADORES),
    }
    return contados.with_columns(**{c: valor for c, valor in em_falta.items() if c not in cabecalhos.columns})


def _contar(nome: str, transacoes: pl.DataFrame) -> pl.DataFrame:
    """Por lote: registros, títulos (devedor 1), indicações e originais (pela espécie) e soma dos saldos."""
    if nome in SEM_CONTADORES:
        titulos = indicacoes = pl.lit(0)
    else:
        por_indicacao = [c for c, linha in dominio("especies").items() if linha["contador_header"] == "indicacao"]
        primeiro = pl.col("numero_controle_devedor") == 1
        titulos = primeiro.sum().cast(pl.Int64)
        indicacoes = (primeiro & pl.col("especie_titulo").is_in(por_indicacao)).sum().cast(pl.Int64)
    return transacoes.group_by("lote").agg(
        pl.len().cast(pl.Int64).alias("~linhas"),
        quantidade_registros=pl.len(),
        quantidade_titulos=titulos,
        quantidade_indicacoes=indicacoes,
        quantidade_originais=titulos - indicacoes,
        somatorio_valor=pl.col("saldo_titulo").sum(),
    )


def _conferir_tamanho(nome: str, lotes: pl.DataFrame) -> None:
    grandes = lotes.filter(pl.col("~linhas") > MAXIMO_POR_LOTE)
    for lote, linhas in grandes.select("lote", "~linhas").iter_rows():
        raise LoteGrandeDemais(lote=lote, quantidade=linhas, limite=MAXIMO_POR_LOTE, leiaute=nome)


def montar_pedidos(
    nome: str, *, cabecalho: Mapping[str, object], pedidos: pl.DataFrame, letra: str | None = None
) -> dict[str, pl.DataFrame]:
    """Os cinco quadros de um arquivo de 127 posições (DP, CP, AC, AD), prontos para `escrever_registros`.

    `cabecalho`: `codigo_portador`, `nome_portador`, `data_movimento`. `pedidos`: `codigo_municipio`, `codigo_cartorio`
    e os campos do registro 2. `letra` preenche `solicitacao` (a da posição 90, que muda de CRA para CRA na AC).
    """
    quadro = _numerar_pedidos(pedidos, letra)
    cartorios = quadro.group_by("lote", maintain_order=True).agg(
        pl.col("codigo_municipio", "codigo_cartorio").first(),
        quantidade_solicitacoes=pl.len(),
        somatorio_seguranca=2 * pl.len(),
        linha=pl.col("linha").min() - 1,
        ultima=pl.col("linha").max() + 1,
    )
    total, linhas = quadro.height, quadro.height + 2 * cartorios.height + 2
    if linhas > MAXIMO_DE_PEDIDOS:
        raise LoteGrandeDemais(lote="único", quantidade=linhas, limite=MAXIMO_DE_PEDIDOS, leiaute=nome)
    contas = {"quantidade_solicitacoes": total, "quantidade_registros_tipo_2": total}
    somas = {"somatorio_quantidade": 2 * total, "somatorio_valor": int(quadro["valor_titulo"].sum() or 0)}
    partes = {
        "0_header_apresentante": pl.DataFrame([{**cabecalho, **contas, "linha": 1}]),
        "1_header_cartorio": cartorios,
        "2_pedido": quadro,
        "8_trailler_cartorio": cartorios.with_columns(linha="ultima"),
        "9_trailler_apresentante": pl.DataFrame([{**cabecalho, **somas, "linha": linhas}]),
    }
    return {chave: parte.with_columns(sequencial_registro=pl.col("linha")) for chave, parte in partes.items()}


def _numerar_pedidos(pedidos: pl.DataFrame, letra: str | None) -> pl.DataFrame:
    """Põe `lote` (o cartório) e `linha`: a 1 é o header, e cada cartório anterior gastou duas além dos pedidos."""
    quadro = pedidos.sort("codigo_municipio", "codigo_cartorio", maintain_order=True)
    if letra is not None:
        quadro = quadro.with_columns(solicitacao=pl.lit(letra))
    cartorio = pl.struct("codigo_municipio", "codigo_cartorio")
    quadro = quadro.with_columns(lote=(cartorio != cartorio.shift()).fill_null(value=True).cum_sum().cast(pl.UInt32))
    return quadro.with_columns(linha=pl.int_range(1, pl.len() + 1) + pl.col("lote").cast(pl.Int64) * 2)
