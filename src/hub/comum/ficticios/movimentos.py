"""O que o credor conta, depois, das CDAs fictícias: pagamentos, parcelamentos, suspensões, cancelamentos…"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from hub.comum.dinheiro import centavos_para_texto, texto_para_centavos
from hub.comum.ficticios.colunas import MOVIMENTO
from hub.comum.ficticios.devedores import cnj_pontuado, tabela_de_ufs
from hub.comum.ficticios.palavras import palavras
from hub.comum.ficticios.sorteio import Sorteio
from hub.comum.numeros_ficticios import cnjs_ficticios

#: Tipo de movimento → peso.
PESOS = {
    "PAGAMENTO_TOTAL": 38,
    "PAGAMENTO_PARCIAL": 12,
    "PARCELAMENTO": 22,
    "SUSPENSAO": 8,
    "CANCELAMENTO": 10,
    "REMISSAO": 4,
    "PRESCRICAO": 2,
    "AJUIZAMENTO": 4,
}
#: O que pode vir depois, em cerca de metade dos casos.
CONTINUACAO = {"PARCELAMENTO": "PARCELAMENTO_RESCINDIDO", "SUSPENSAO": "FIM_SUSPENSAO"}


def movimentos_ficticios(cdas: pl.DataFrame, *, em: date, semente: int = 0, fracao: float = 0.1) -> pl.DataFrame:
    """Quadro de texto da tabela `movimento`: em cerca da fração dada das CDAs, um movimento ou dois em sequência.

    As datas vão da consolidação a `em`; a continuação de um parcelamento ou de uma suspensão vem depois dele no quadro.
    CDA já suspensa não se suspende de novo nem a ajuizada se ajuíza. Ficam de fora as de valor ou data ilegível.
    """
    sorteio = Sorteio(semente, 5)
    alvo = _alvos(cdas.filter(pl.Series(sorteio.sim("movimento", cdas.height, fracao))), em)
    primeiro = _com_o_tipo(sorteio, alvo)
    primeiro = primeiro.with_columns(
        _dias_depois(sorteio, "data", pl.col("consolidacao")),
        valor=_valores(sorteio, primeiro),
        motivo=_motivos(sorteio, primeiro),
        numero_cnj=_processos(sorteio, primeiro, em),
        identificador_credor=pl.format("MOV-{}-1", "numero_cda"),
    )
    depois = primeiro.filter(pl.col("tipo").is_in(list(CONTINUACAO)))
    depois = depois.filter(pl.Series(sorteio.sim("continua", depois.height, 0.5))).with_columns(
        pl.col("tipo").replace_strict(CONTINUACAO, return_dtype=pl.String),
        _dias_depois(sorteio, "data", pl.col("data")),
        motivo=pl.lit(None, dtype=pl.String),
        identificador_credor=pl.format("MOV-{}-2", "numero_cda"),
    )
    return pl.concat([primeiro, depois]).select(MOVIMENTO).with_columns(pl.col("data").dt.to_string("%Y-%m-%d"))


def _alvos(cdas: pl.DataFrame, em: date) -> pl.DataFrame:
    return (
        cdas.select(
            "numero_cda",
            "ajuizada",
            "exigibilidade",
            "devedor_uf",
            centavos=texto_para_centavos(pl.col("valor_consolidado")),
            consolidacao=pl.col("data_consolidacao").str.to_date("%Y-%m-%d", strict=False),
            em=pl.lit(em),
        )
        .drop_nulls(["centavos", "consolidacao"])
        .filter(pl.col("consolidacao") <= pl.col("em"))
    )


def _com_o_tipo(sorteio: Sorteio, alvo: pl.DataFrame) -> pl.DataFrame:
    sorteado = pl.Series(list(PESOS)).gather(sorteio.posicoes("tipo", alvo.height, list(PESOS.values())))
    nao_cabe = ((pl.col("tipo") == "SUSPENSAO") & (pl.col("exigibilidade") == "SUSPENSA")) | (
        (pl.col("tipo") == "AJUIZAMENTO") & (pl.col("ajuizada") == "S")
    )
    return alvo.with_columns(tipo=sorteado).with_columns(
        tipo=pl.when(nao_cabe).then(pl.lit("PAGAMENTO_TOTAL")).otherwise("tipo")
    )


def _dias_depois(sorteio: Sorteio, nome: str, inicio: pl.Expr) -> pl.Expr:
    """Um dia entre o início e `em`, inclusive."""

    def sortear(dias: pl.Series) -> pl.Series:
        sorte = sorteio.fracoes(nome, len(dias))
        return pl.Series((sorte * (dias.to_numpy() + 1)).astype(np.int64))

    dias = (pl.col("em") - inicio).dt.total_days().map_batches(sortear, return_dtype=pl.Int64)
    return (inicio + pl.duration(days=dias)).alias("data")


def _valores(sorteio: Sorteio, movimentos: pl.DataFrame) -> pl.Series:
    """O consolidado, no pagamento total; de 10 % a 60 % dele, no parcial."""
    parte = pl.lit(pl.Series(sorteio.inteiros("parte", movimentos.height, 10, 60)))
    parcial = pl.max_horizontal(pl.col("centavos") * parte // 100, pl.lit(1))
    centavos = (
        pl.when(pl.col("tipo") == "PAGAMENTO_TOTAL")
        .then(pl.col("centavos"))
        .when(pl.col("tipo") == "PAGAMENTO_PARCIAL")
        .then(parcial)
    )
    return movimentos.select(centavos_para_texto(centavos)).to_series()


def _motivos(sorteio: Sorteio, movimentos: pl.DataFrame) -> pl.Series:
    quantos = movimentos.height
    colunas = pl.DataFrame(
        [
            movimentos["tipo"],
            sorteio.palavras("suspensao", quantos, palavras("motivos_de_suspensao")),
            sorteio.palavras("cancelamento", quantos, palavras("motivos_de_cancelamento")),
        ]
    )
    motivo = (
        pl.when(pl.col("tipo") == "SUSPENSAO")
        .then("suspensao")
        .when(pl.col("tipo") == "CANCELAMENTO")
        .then("cancelamento")
        .when(pl.col("tipo") == "REMISSAO")
        .then(pl.lit("Remissão da Lei Municipal 1.250/2010, art. 2"))
    )
    return colunas.select(motivo).to_series()


def _processos(sorteio: Sorteio, movimentos: pl.DataFrame, em: date) -> pl.Series:
    """Números de processo da Justiça Estadual da UF mais comum, só nos ajuizamentos."""
    quantos = movimentos.height
    if quantos == 0:
        return pl.Series([], dtype=pl.String)
    uf = movimentos["devedor_uf"].mode().sort()[0]
    tribunal = tabela_de_ufs().filter(pl.col("uf") == uf)["tribunal"].item()
    semente = int(sorteio.de("cnj").integers(0, 10**6))
    numeros = cnjs_ficticios(semente, quantos, ano=em.year, tribunal=tribunal).alias("n")
    ajuizamento = pl.col("tipo") == "AJUIZAMENTO"
    return (
        pl.DataFrame([movimentos["tipo"], numeros])
        .select(pl.when(ajuizamento).then(cnj_pontuado(pl.col("n"))))
        .to_series()
    )
