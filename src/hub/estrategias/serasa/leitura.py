"""Lê o que a Serasa devolveu e diz a que situação cada registro vai."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hub.comum.situacoes import Situacao
from hub.estrategias.conector import Dito, Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.leiautes.serasa.leitura import Pefin, ler_pefin
from hub.leiautes.serasa.montagem import PEFIN

#: Campos do detalhe de que os registros são feitos.
USADOS = (
    *("codigo_operacao", "documento_principal", "tipo_documento_principal", "documento_coobrigado"),
    *("tipo_documento_coobrigado", "motivo_baixa", "numero_contrato", "codigos_erro"),
)
#: Algarismos do documento no fim do campo de quinze posições, pelo tipo.
_ALGARISMOS = {"1": 14, "2": 11}


def ler(conteudo: bytes, nome: str) -> Lido:
    """Interpreta um retorno PEFIN. Levanta `RetornoIlegivel`.

    Um código de erro no header é a Serasa recusando o arquivo inteiro: nada dele se aplica.
    """
    lido = ler_pefin(conteudo, nome)
    if not isinstance(lido, Pefin):
        motivo = next((achado.mensagem for achado in lido.achados), "não se reconhece o que é. Confira o arquivo.")
        raise RetornoIlegivel(nome=nome, detalhe=motivo)
    if not lido.retorno:
        raise RetornoIlegivel(
            nome=nome, detalhe="é um arquivo de entrada, que vai à Serasa. Confira qual ela devolveu."
        )
    if codigos := (lido.cabecalho or {}).get("codigos_erro"):
        detalhe = (
            f"a Serasa recusou o arquivo inteiro, com os códigos {codigos.strip()}. Corrija o que eles apontam e "
            "registre com `hub remessa recusada`: o que ele levava volta ao plano."
        )
        raise RetornoIlegivel(nome=nome, detalhe=detalhe)
    return Lido(leiaute=PEFIN, titulos=_em_partes(lido), conferir=lambda: _ditos(lido))


def _em_partes(lido: Pefin) -> Iterator[pl.DataFrame]:
    movimento = lido.cabecalho["data_movimento"] if lido.cabecalho else None
    for parte in lido.partes(USADOS):
        # Condição especial é recado: a base da Serasa não mudou.
        yield titulos(parte.filter(pl.col("codigo_operacao") != "C"), movimento)


def _ditos(lido: Pefin) -> list[Dito]:
    return [achado.como_dict() for achado in lido.conferir()]


def titulos(detalhes: pl.DataFrame, movimento: object) -> pl.DataFrame:
    """Uma linha por registro, na forma de `Lido.titulos`; `movimento`: a data do header do retorno."""
    principal, coobrigado = _documento("principal"), _documento("coobrigado")
    codigos = pl.col("codigos_erro").fill_null("").str.replace_all(" ", "")
    nada = pl.lit(None, dtype=pl.String)
    return detalhes.select(
        "linha",
        pl.concat_str(pl.col("numero_contrato"), pl.coalesce(coobrigado, principal)).alias("nosso_numero"),
        nada.alias("praca"),
        nada.alias("cartorio"),
        nada.alias("protocolo"),
        pl.lit(None, dtype=pl.Date).alias("data_protocolo"),
        _situacao(codigos != "").alias("situacao"),
        pl.col("motivo_baixa").fill_null("").alias("ocorrencia"),
        pl.lit(movimento, dtype=pl.Date).alias("data_ocorrencia"),
        pl.when(codigos != "").then(codigos).alias("irregularidade"),
        pl.lit(None, dtype=pl.Int64).alias("saldo"),
        pl.lit(None, dtype=pl.Int64).alias("custas"),
    )


def _documento(papel: str) -> pl.Expr:
    """O documento sem os zeros que o campo pôs à frente; nulo se o campo está vazio."""
    texto, tipo = pl.col(f"documento_{papel}"), pl.col(f"tipo_documento_{papel}")
    algarismos = tipo.replace_strict(_ALGARISMOS, default=None, return_dtype=pl.Int64)
    return pl.when(texto.str.strip_chars("0") != "").then(texto.str.zfill(15).str.tail(algarismos))


def _situacao(com_erro: pl.Expr) -> pl.Expr:
    """Sem código, o que se pediu se fez; com código, a inclusão não entrou, ou o registro não saiu."""
    inclusao = pl.col("codigo_operacao") == "I"
    return (
        pl.when(inclusao & ~com_erro)
        .then(pl.lit(Situacao.REGISTRADA.value))
        .when(inclusao)
        .then(pl.lit(Situacao.RECUSADA.value))
        .when(~com_erro)
        .then(pl.lit(Situacao.EXCLUIDA.value))
        .otherwise(pl.lit(Situacao.EXCLUSAO_RECUSADA.value))
    )
