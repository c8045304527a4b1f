"""Lê o que o SPC Brasil respondeu a um bloco e diz a que situação cada registro vai."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import polars as pl

from hub.comum.situacoes import Situacao
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.conector import Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.estrategias.spc_brasil.cliente import resposta_de
from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR
from hub.estrategias.spc_brasil.faltas import Sentido, sentido_da

LEIAUTE: Final = "spc_brasil.respostas"
ESQUEMA: Final = {
    "nosso_numero": pl.String,
    "operacao": pl.String,
    "repetida": pl.Boolean,
    "em": pl.String,
    "corpo": pl.String,
}
#: Caracteres do texto de uma falta que se guardam com o registro.
TEXTO_MAXIMO: Final = 60
#: O que se diz de quem já estava, ou já não estava, sem que o hub tivesse chamado antes.
SURPRESAS: Final = (Sentido.JA_EXISTE, Sentido.NAO_EXISTE)


def ler(conteudo: bytes, nome: str) -> Lido:
    """Interpreta as respostas de um bloco, uma linha JSON cada. Levanta `RetornoIlegivel`."""
    respostas = _respostas(conteudo, nome)
    return Lido(leiaute=LEIAUTE, titulos=_em_partes(respostas, nome), conferir=list)


def surpresas_em(conteudo: bytes) -> int:
    """Quantos registros o serviço disse que já estavam, ou que não estavam, na primeira vez que se chamou."""
    linhas = [json.loads(linha) for linha in conteudo.splitlines()]
    primeiras = [linha for linha in linhas if not linha["repetida"]]
    return sum(_sentido(linha["operacao"], linha["corpo"], "") in SURPRESAS for linha in primeiras)


def _respostas(conteudo: bytes, nome: str) -> pl.DataFrame:
    try:
        respostas = pl.read_ndjson(BytesIO(conteudo), schema=ESQUEMA)
    except (pl.exceptions.PolarsError, OSError) as erro:
        raise RetornoIlegivel(nome=nome, detalhe="não são respostas do SPC Brasil, uma linha JSON cada.") from erro
    estranhas = respostas.filter(
        ~pl.col("operacao").is_in([INCLUIR, EXCLUIR]).fill_null(value=False)
        | pl.any_horizontal(pl.col("nosso_numero", "em", "corpo").is_null())
    )
    if estranhas.height or not respostas.height:
        detalhe = "traz linhas sem registro, operação ou resposta. Confira o arquivo."
        raise RetornoIlegivel(nome=nome, detalhe=detalhe)
    return respostas


def _em_partes(respostas: pl.DataFrame, nome: str) -> Iterator[pl.DataFrame]:
    yield titulos(respostas, nome)


def titulos(respostas: pl.DataFrame, nome: str) -> pl.DataFrame:
    """Uma linha por registro, na forma de `Lido.titulos`. Levanta `RetornoIlegivel`."""
    # As respostas repetem-se: cada uma, uma vez.
    distintas = respostas.select("operacao", "corpo").unique(maintain_order=True)
    desfechos = [_desfecho(operacao, corpo, nome) for operacao, corpo in distintas.iter_rows()]
    situacoes = pl.DataFrame(desfechos, schema={"situacao": pl.String, "irregularidade": pl.String}, orient="row")
    com_desfecho = respostas.with_row_index("linha", offset=1).join(
        pl.concat([distintas, situacoes], how="horizontal"), on=["operacao", "corpo"], how="left", maintain_order="left"
    )
    nada = pl.lit(None, dtype=pl.String)
    return com_desfecho.select(
        pl.col("linha").cast(pl.Int64),
        "nosso_numero",
        nada.alias("praca"),
        nada.alias("cartorio"),
        nada.alias("protocolo"),
        pl.lit(None, dtype=pl.Date).alias("data_protocolo"),
        "situacao",
        pl.lit("").alias("ocorrencia"),
        pl.col("em").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).alias("data_ocorrencia"),
        "irregularidade",
        pl.lit(None, dtype=pl.Int64).alias("saldo"),
        pl.lit(None, dtype=pl.Int64).alias("custas"),
    )


def _desfecho(operacao: str, corpo: str, nome: str) -> tuple[str, str | None]:
    """A situação a que a resposta leva o registro, e por que se recusou."""
    sentido = _sentido(operacao, corpo, nome)
    certo = Situacao.REGISTRADA if operacao == INCLUIR else Situacao.EXCLUIDA
    if sentido is None or sentido in SURPRESAS:
        # Já está, ou já não está: é o que se pedia.
        return certo.value, None
    recusa = Situacao.RECUSADA if operacao == INCLUIR else Situacao.EXCLUSAO_RECUSADA
    # Os dois pontos separam as partes do motivo na linha do tempo.
    texto = resposta_de(corpo.encode()).falta.replace(":", " -")
    return recusa.value, texto[:TEXTO_MAXIMO].strip() or "sem dizer por que"


def _sentido(operacao: str, corpo: str, nome: str) -> Sentido | None:
    """O que a falta quer dizer; nulo quando não houve. Levanta `RetornoIlegivel`."""
    try:
        resposta = resposta_de(corpo.encode())
    except FalhaDoCanal as falha:
        raise RetornoIlegivel(nome=nome, detalhe="traz uma resposta que não é do SPC Brasil.") from falha
    return None if resposta.fez else sentido_da(operacao, resposta.falta)
