"""Lê o que o serviço respondeu a um bloco e diz a que situação cada registro vai."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import polars as pl

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.conector import Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.estrategias.por_registro.servico import PASSOS, Sentido, Servico

ESQUEMA: Final = {
    "nosso_numero": pl.String,
    "operacao": pl.String,
    "repetida": pl.Boolean,
    "em": pl.String,
    "corpo": pl.String,
}
#: Caracteres do texto de uma recusa que se guardam com o registro.
TEXTO_MAXIMO: Final = 60


def ler(servico: Servico, conteudo: bytes, nome: str) -> Lido:
    """Interpreta as respostas de um bloco, uma linha JSON cada. Levanta `RetornoIlegivel`."""
    respostas = _respostas(servico, conteudo, nome)

    def partes() -> Iterator[pl.DataFrame]:
        yield _titulos(servico, respostas, nome)

    return Lido(leiaute=servico.leiaute, titulos=partes(), conferir=list)


def surpresas_em(servico: Servico, conteudo: bytes, nome: str) -> int:
    """Quantos registros o serviço disse que já estavam, ou que não estavam, na primeira vez que se chamou."""
    respostas = _respostas(servico, conteudo, nome).filter(~pl.col("repetida").fill_null(value=False))
    entendidas = respostas.join(_entendidas(servico, respostas, nome), on=["operacao", "corpo"])
    return entendidas.filter(pl.col("sentido") == Sentido.JA_ESTAVA.value).height


def identificadores_em(servico: Servico, conteudo: bytes, nome: str) -> dict[str, str]:
    """Nosso número → o identificador que o serviço deu ao registro, dos que o deram."""
    dados = {}
    for numero, operacao, corpo in (
        _respostas(servico, conteudo, nome).select("nosso_numero", "operacao", "corpo").rows()
    ):
        if identificador := servico.entender(operacao, corpo.encode()).identificador:
            dados[numero] = identificador
    return dados


def _respostas(servico: Servico, conteudo: bytes, nome: str) -> pl.DataFrame:
    try:
        respostas = pl.read_ndjson(BytesIO(conteudo), schema=ESQUEMA)
    except (pl.exceptions.PolarsError, OSError) as erro:
        detalhe = f"não são respostas de {servico.quem}, uma linha JSON cada."
        raise RetornoIlegivel(nome=nome, detalhe=detalhe) from erro
    estranhas = respostas.filter(
        ~pl.col("operacao").is_in(list(servico.atos)).fill_null(value=False)
        | pl.any_horizontal(pl.col("nosso_numero", "em", "corpo").is_null())
    )
    if estranhas.height or not respostas.height:
        detalhe = "traz linhas sem registro, operação ou resposta. Confira o arquivo."
        raise RetornoIlegivel(nome=nome, detalhe=detalhe)
    return respostas


def _titulos(servico: Servico, respostas: pl.DataFrame, nome: str) -> pl.DataFrame:
    """Uma linha por registro, na forma de `Lido.titulos`. Levanta `RetornoIlegivel`."""
    com_desfecho = respostas.with_row_index("linha", offset=1).join(
        _entendidas(servico, respostas, nome), on=["operacao", "corpo"], how="left", maintain_order="left"
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


def _entendidas(servico: Servico, respostas: pl.DataFrame, nome: str) -> pl.DataFrame:
    """As respostas distintas, que se repetem muito, cada uma com a situação e o texto da recusa."""
    distintas = respostas.select("operacao", "corpo").unique(maintain_order=True)
    linhas = [_desfecho(servico, operacao, corpo, nome) for operacao, corpo in distintas.iter_rows()]
    esquema = {"sentido": pl.String, "situacao": pl.String, "irregularidade": pl.String}
    return pl.concat([distintas, pl.DataFrame(linhas, schema=esquema, orient="row")], how="horizontal")


def _desfecho(servico: Servico, operacao: str, corpo: str, nome: str) -> tuple[str, str, str | None]:
    try:
        entendido = servico.entender(operacao, corpo.encode())
    except FalhaDoCanal as falha:
        raise RetornoIlegivel(nome=nome, detalhe=f"traz uma resposta que não é de {servico.quem}.") from falha
    passo = PASSOS[servico.atos[operacao]]
    if entendido.sentido != Sentido.RECUSA:
        return entendido.sentido.value, passo.feita.value, None
    # Os dois pontos separam as partes do motivo na linha do tempo.
    texto = entendido.texto.replace(":", " -")[:TEXTO_MAXIMO].strip()
    return entendido.sentido.value, passo.recusada.value, texto or "sem dizer por que"
