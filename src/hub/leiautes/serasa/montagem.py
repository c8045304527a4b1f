"""Monta um arquivo PEFIN, de entrada ou de retorno, em partes que não se juntam na memória."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from hub.leiautes.erros import LoteGrandeDemais
from hub.leiautes.motor.escrita import em_bytes, escrever_coluna
from hub.leiautes.serasa.limites import MAXIMO_DE_DETALHES

PEFIN = "serasa/pefin"
#: Detalhes que se escrevem por vez.
POR_PARTE = 50_000


def montar_pefin(
    *, cabecalho: Mapping[str, object], detalhes: pl.DataFrame | Iterable[pl.DataFrame], ultima: int | None = None
) -> Iterator[bytes]:
    """As partes do arquivo, na ordem: header, detalhes e trailer, com a sequência correndo por todas.

    `cabecalho`: os campos do header que não são constantes (`cnpj_instituicao_informante`, `data_movimento`, contato,
    `numero_remessa`, `codigo_envio`…), nos tipos de `escrever_coluna`. `detalhes`: os campos do registro `1-detalhe`,
    de um quadro ou de vários; cada principal seguido dos coobrigados. `ultima` troca a sequência do trailer, para quem
    ensaia um arquivo errado. Coluna `sequencia_registro` que venha nos detalhes é refeita.

    Recusa: `LoteGrandeDemais` com mais de 9.999.997 detalhes (antes da primeira parte, se vier um quadro só), e as de
    `escrever_coluna`.
    """
    if isinstance(detalhes, pl.DataFrame):
        _conferir_quantidade(detalhes.height)
        detalhes = detalhes.iter_slices(POR_PARTE)
    return _partes(cabecalho, detalhes, ultima)


def _partes(cabecalho: Mapping[str, object], detalhes: Iterable[pl.DataFrame], ultima: int | None) -> Iterator[bytes]:
    yield _registro("0-header", {**cabecalho, "sequencia_registro": 1})
    escritas = 1
    for parte in detalhes:
        _conferir_quantidade(escritas - 1 + parte.height)
        sequencia = pl.int_range(escritas + 1, escritas + 1 + pl.len(), dtype=pl.Int32)
        numerada = parte.with_columns(sequencia.alias("sequencia_registro"))
        yield em_bytes(escrever_coluna(PEFIN, "1-detalhe", numerada))
        escritas += parte.height
    yield _registro("9-trailer", {"sequencia_registro": ultima or escritas + 1})


def _registro(nome: str, campos: Mapping[str, object]) -> bytes:
    return em_bytes(escrever_coluna(PEFIN, nome, pl.DataFrame([campos])))


def _conferir_quantidade(quantidade: int) -> None:
    if quantidade > MAXIMO_DE_DETALHES:
        raise LoteGrandeDemais(lote="único", quantidade=quantidade, limite=MAXIMO_DE_DETALHES, leiaute=PEFIN)


def repartir_pefin(detalhes: pl.DataFrame, *, maximo: int = MAXIMO_DE_DETALHES) -> Iterator[pl.DataFrame]:
    """Os detalhes em quadros de até `maximo` linhas, um por arquivo, sem separar um principal de seus coobrigados.

    As linhas de mesma operação e contrato vêm juntas. Recusa: `LoteGrandeDemais` se um contrato só não cabe.
    """
    if detalhes.height <= maximo:
        yield detalhes
        return
    chave = pl.struct("codigo_operacao", "numero_contrato")
    comecos = detalhes.select((chave != chave.shift()).fill_null(value=True)).to_series().arg_true().to_list()
    inicio = fim = 0
    for comeco, seguinte in zip(comecos, [*comecos[1:], detalhes.height], strict=True):
        if seguinte - comeco > maximo:
            contrato = detalhes["numero_contrato"][comeco]
            quantidade = seguinte - comeco
            raise LoteGrandeDemais(lote=f"do contrato {contrato}", quantidade=quantidade, limite=maximo, leiaute=PEFIN)
        if seguinte - inicio > maximo:
            yield detalhes[inicio:fim]
            inicio = comeco
        fim = seguinte
    yield detalhes[inicio:fim]
