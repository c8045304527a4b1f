"""Retorno: os desfechos que a CRA devolve, dos arquivos de 600 posições à situação de cada título.

Nossa: `retornos_aplicar` (SHA-256, detecção, leitura, conferência do leiaute, casamento com o título,
transição permitida, passagem, custas e saldo, contas e evento).
Base: COPY das mesmas linhas para uma tabela provisória e um UPDATE dos acionamentos, sem passagem nem conferência.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from carteira import ATOR, EM
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from protesto import SEGUNDA, arrumar, livro_encher, planejar
from recepcao import copiar

PROMESSA = Promessa(
    nome="retorno", base="COPY para tabela provisória e um UPDATE dos mesmos acionamentos", deve=2.0, alvo=1.2
)
#: Transações por arquivo: cabem, com os headers, nos 100 MB que a CRA aceita.
_POR_ARQUIVO = 150_000
#: Os desfechos, em rodízio: código da ocorrência (Anexo 2 do Layout Único) e irregularidade, quando há.
_DESFECHOS = (("1", None), ("2", None), ("2", None), ("3", None), ("5", "07"))
_TITULOS = "select praca, nosso_numero, numero_titulo, (valor * 100)::bigint from acionamento order by praca, id"
_TABELA = """
create temp table desfecho (
    nosso_numero text, cartorio text, protocolo text, data_protocolo date, situacao text, ocorrencia text,
    data_ocorrencia date, irregularidade text, saldo numeric(15,2), custas numeric(15,2)
) on commit drop
"""
_UPDATE = """
update acionamento a
   set situacao = d.situacao, cartorio = d.cartorio, protocolo = d.protocolo, data_protocolo = d.data_protocolo,
       ocorrencia = d.ocorrencia, data_ocorrencia = d.data_ocorrencia, irregularidade = coalesce(d.irregularidade, ''),
       saldo = d.saldo, custas = d.custas
  from desfecho d where a.nosso_numero = d.nosso_numero
"""


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro com tudo enviado a protesto, os arquivos que a CRA devolveria e as mesmas linhas prontas para a base."""
    from hub.dividas.gravacao import quadro_ler  # noqa: PLC0415 - precisa do Django pronto
    from hub.estrategias.servicos import remessa_liberar  # noqa: PLC0415

    remessa_liberar(remessa=planejar(livro_encher(tamanho, pasta)), saida=pasta / "saida", ator=SEGUNDA)
    esquema = {"praca": pl.String, "nosso_numero": pl.String, "numero_titulo": pl.String, "saldo_titulo": pl.Int64}
    desfechos = _desfechos(quadro_ler(_TITULOS, [], esquema))
    arquivos = _arquivos_gravar(desfechos, pasta / "retornos")
    _linhas_guardar(desfechos, pasta / "desfechos.csv")
    arrumar()
    return {"arquivos": arquivos}


def _desfechos(titulos: pl.DataFrame) -> pl.DataFrame:
    """Um desfecho por título, com o que o cartório informa."""
    ocorrencias = pl.DataFrame(_DESFECHOS, schema=["tipo_ocorrencia", "codigo_irregularidade"], orient="row")
    quais = ocorrencias[pl.Series(range(titulos.height)) % len(_DESFECHOS)]
    protocolo = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(10)
    return titulos.with_columns(quais).with_columns(
        codigo_cartorio=pl.lit("01"),
        numero_protocolo=protocolo,
        data_protocolo=pl.lit(EM),
        data_ocorrencia=pl.lit(EM),
        custas_cartorio=pl.lit(1234, pl.Int64),
    )


def _arquivos_gravar(desfechos: pl.DataFrame, pasta: Path) -> int:
    from hub.leiautes.montagem import montar_lotes, repartir  # noqa: PLC0415
    from hub.leiautes.motor import escrever_registros  # noqa: PLC0415

    pasta.mkdir()
    partes = list(desfechos.iter_slices(_POR_ARQUIVO))
    for vez, parte in enumerate(partes, start=1):
        transacoes = repartir(parte.with_columns(codigo_portador=pl.lit("999")), por="praca")
        cabecalhos = transacoes.group_by("lote", maintain_order=True).agg(
            pl.col("praca").first().alias("codigo_municipio_praca"),
            codigo_portador=pl.lit("999"),
            nome_portador=pl.lit("MUNICIPIO DO BENCH"),
            data_movimento=pl.lit(EM),
            transacao_remetente=pl.lit("SDT"),
            transacao_destinatario=pl.lit("BFO"),
            transacao_tipo=pl.lit("RTP"),
            sequencial_remessa=pl.lit(vez),
        )
        quadros = montar_lotes("protesto/retorno", cabecalhos=cabecalhos, transacoes=transacoes)
        (pasta / f"R999{EM:%d%m}.{EM:%y}{vez}").write_bytes(escrever_registros("protesto/retorno", quadros))
    return len(partes)


def _linhas_guardar(desfechos: pl.DataFrame, destino: Path) -> None:
    """O que o UPDATE da base grava: as colunas de `desfecho`, na ordem."""
    from hub.comum.dinheiro import centavos_para_texto  # noqa: PLC0415
    from hub.estrategias.protesto.leitura import ocorrencias  # noqa: PLC0415

    situacoes = {codigo: linha["situacao"] for codigo, linha in ocorrencias().items()}
    desfechos.select(
        "nosso_numero",
        "codigo_cartorio",
        "numero_protocolo",
        "data_protocolo",
        pl.col("tipo_ocorrencia").replace_strict(situacoes).alias("situacao"),
        "tipo_ocorrencia",
        "data_ocorrencia",
        "codigo_irregularidade",
        centavos_para_texto(pl.col("saldo_titulo")),
        centavos_para_texto(pl.col("custas_cartorio")),
    ).write_csv(destino, include_header=False)


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Aplica todos os arquivos, como `hub retorno` faz."""
    return aplicar("protesto", tamanho, pasta)


def aplicar(estrategia: str, tamanho: int, pasta: Path) -> dict[str, Any]:
    """Aplica os arquivos da pasta `retornos`; todos os títulos têm de mudar."""
    from hub.estrategias.retornos import retornos_aplicar  # noqa: PLC0415

    arquivos = [(arquivo.name, arquivo.read_bytes) for arquivo in sorted((pasta / "retornos").iterdir())]
    with cronometro() as medida:
        retornos = list(retornos_aplicar(estrategia=estrategia, arquivos=arquivos, ator=ATOR))
    aplicados = sum(retorno.aplicados for retorno in retornos)
    contas = [(r.titulos, r.aplicados, r.repetidos, r.desconhecidos, r.achados[:3]) for r in retornos]
    assert aplicados == tamanho, contas
    return medida.com(aplicados=aplicados)


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Só o banco: um COPY e um UPDATE, numa transação."""
    return copiar_e_mudar(_TABELA, _UPDATE, tamanho, pasta)


def copiar_e_mudar(tabela: str, mudanca: str, tamanho: int, pasta: Path) -> dict[str, Any]:
    """O COPY de `desfechos.csv` para a tabela `desfecho` e o UPDATE que a usa, numa transação."""
    from django.db import connection, transaction  # noqa: PLC0415

    connection.ensure_connection()
    with (pasta / "desfechos.csv").open("rb") as linhas, cronometro() as medida, transaction.atomic():
        cursor = connection.cursor()
        cursor.execute(tabela)
        copiar(cursor, "copy desfecho from stdin (format csv)", linhas)
        cursor.execute("analyze desfecho")
        cursor.execute(mudanca)
        assert cursor.rowcount == tamanho
    return medida.com()
