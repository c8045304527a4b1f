"""O que acompanha as CDAs fictícias: itens e codevedores."""

from __future__ import annotations

import polars as pl

from hub.comum.dinheiro import centavos_para_texto, texto_para_centavos
from hub.comum.ficticios.colunas import DEVEDOR
from hub.comum.ficticios.devedores import devedores, municipio_do_codigo
from hub.comum.ficticios.sorteio import Sorteio

RUBRICAS = ("valor_principal", "valor_correcao", "valor_juros", "valor_multa", "valor_encargos")
#: Itens por CDA, no máximo; as parcelas vão de mês em mês e não passam da inscrição.
ITENS_NO_MAXIMO = 10
_DIAS_DO_MES = 31
#: Papel do codevedor e a lei que o responsabiliza.
PAPEIS = (("CORRESPONSAVEL", "CTN art. 135, III"), ("SOLIDARIO", "CTN art. 124, I"), ("SUCESSOR", "CTN art. 131"))
_TAMANHO_DO_CNPJ = 14


def itens_ficticios(cdas: pl.DataFrame, *, semente: int = 0) -> pl.DataFrame:
    """Quadro de texto da tabela `item`: de 1 a 10 parcelas por CDA, cujas rubricas somam exatamente as da CDA.

    Ficam sem itens as CDAs em que alguma rubrica ou data não se lê (as estragadas).
    """
    base = _legiveis(cdas)
    quantos = Sorteio(semente, 3).inteiros("itens", base.height, 1, ITENS_NO_MAXIMO)
    dias = (pl.col("inscricao") - pl.col("vencimento")).dt.total_days()
    base = base.with_columns(
        quantos=pl.min_horizontal(pl.lit(pl.Series(quantos)), dias // _DIAS_DO_MES + 1).clip(lower_bound=1)
    )
    itens = base.with_columns(sequencia=pl.int_ranges(1, pl.col("quantos") + 1)).explode("sequencia")
    fatia = [
        pl.col(rubrica) // pl.col("quantos") + (pl.col("sequencia") <= pl.col(rubrica) % pl.col("quantos"))
        for rubrica in RUBRICAS
    ]
    meses = pl.format("{}mo", pl.col("sequencia") - 1)
    return itens.select(
        "numero_cda",
        pl.col("sequencia").cast(pl.String),
        "tributo",
        "exercicio",
        pl.when(pl.col("quantos") > 1).then(pl.format("{}/{}", "sequencia", "quantos")).alias("parcela"),
        pl.col("vencimento").dt.offset_by(meses).dt.to_string("%Y-%m-%d"),
        *(centavos_para_texto(valor) for valor in fatia),
    )


def devedores_ficticios(cdas: pl.DataFrame, *, semente: int = 0, fracao: float = 0.08) -> pl.DataFrame:
    """Quadro de texto da tabela `devedor`: um ou dois codevedores em cerca da fração dada das CDAs.

    Empresa tem sócio corresponsável (CTN art. 135, III); pessoa, solidário (CTN art. 124, I) ou sucessor (art. 131).
    Todos são pessoas, do município do devedor mais comum das CDAs dadas.
    """
    sorteio = Sorteio(semente, 4)
    com = cdas.filter(pl.Series(sorteio.sim("codevedor", cdas.height, fracao))).select(
        "numero_cda", "devedor_documento", "devedor_municipio_ibge", pl.col("data_inscricao").alias("data_inclusao")
    )
    com = pl.concat([com, com.filter(pl.Series(sorteio.sim("segundo", com.height, 0.2)))])
    if com.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(DEVEDOR, pl.String))
    sede = municipio_do_codigo(com["devedor_municipio_ibge"].mode().sort()[0])
    pessoas = devedores(semente=semente + 1, pessoas=com.height, empresas=0, municipio=sede, tipo="MUNICIPIO")
    pessoas.columns = [coluna.removeprefix("devedor_") for coluna in pessoas.columns]
    empresa = pl.col("devedor_documento").str.replace_all("[^0-9A-Z]", "").str.len_chars() == _TAMANHO_DO_CNPJ
    sucessor = pl.lit(pl.Series(sorteio.sim("sucessor", com.height, 0.4)))
    papel = pl.when(empresa).then(0).when(sucessor).then(2).otherwise(1)
    textos = pl.DataFrame(PAPEIS, schema=["papel", "fundamento"], orient="row")
    dados = pl.concat([com, pessoas, textos[com.select(papel).to_series()]], how="horizontal")
    return dados.select(DEVEDOR)


def _legiveis(cdas: pl.DataFrame) -> pl.DataFrame:
    """As CDAs com as rubricas em centavos e as datas que limitam as parcelas; sem as que não se leem."""
    return cdas.select(
        "numero_cda",
        "tributo",
        "exercicio",
        *(texto_para_centavos(pl.col(rubrica)).alias(rubrica) for rubrica in RUBRICAS),
        vencimento=pl.col("data_vencimento").str.to_date("%Y-%m-%d", strict=False),
        inscricao=pl.col("data_inscricao").str.to_date("%Y-%m-%d", strict=False),
    ).drop_nulls([*RUBRICAS, "vencimento", "inscricao"])
