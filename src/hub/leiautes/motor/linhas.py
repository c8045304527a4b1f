"""Bytes → linhas: codificação, terminadores e lotes de um arquivo de largura fixa."""

from __future__ import annotations

from typing import Final

import polars as pl

from hub.leiautes.tabelas import Leiaute, Registro

#: Separador que nunca aparece: faz do leitor de CSV um leitor de linhas.
_SEPARADOR: Final = b"\x01"


def linhas_de(conteudo: bytes, tamanho: int) -> tuple[pl.DataFrame, str]:
    """As linhas (`linha` a partir de 1, `texto`, `terminador`) e a codificação: ascii, utf-8 ou iso-8859-1.

    Fora do ASCII vale a codificação que der mais linhas do tamanho certo. Um arquivo sem terminador nenhum, de
    comprimento múltiplo do tamanho, é cortado em linhas de tamanho fixo.
    """
    if conteudo.isascii():
        rapido = _fatiar_depressa(conteudo)
        return (rapido, "ascii") if rapido is not None else (_fatiar(conteudo.decode("ascii"), tamanho), "ascii")
    latino = _fatiar(conteudo.decode("iso-8859-1"), tamanho)
    try:
        moderno = _fatiar(conteudo.decode("utf-8"), tamanho)
    except UnicodeDecodeError:
        return latino, "iso-8859-1"
    return (latino, "iso-8859-1") if _certas(latino, tamanho) > _certas(moderno, tamanho) else (moderno, "utf-8")


def _certas(linhas: pl.DataFrame, tamanho: int) -> int:
    return int((linhas["texto"].str.len_chars() == tamanho).sum())


def _fatiar_depressa(conteudo: bytes) -> pl.DataFrame | None:
    """O caminho de quatro vezes menos tempo, para o arquivo comum: ASCII e um só terminador, CRLF ou LF.

    O leitor de CSV tira o CR do fim da linha; a soma dos tamanhos diz se todas as linhas tinham o mesmo terminador.
    """
    if b"\n" not in conteudo or _SEPARADOR in conteudo or conteudo.endswith(b"\r"):
        return None
    cru = pl.read_csv(
        conteudo,
        schema={"texto": pl.String},
        has_header=False,
        separator=_SEPARADOR.decode(),
        quote_char=None,
        eol_char="\n",
    )
    lido = cru.select(pl.col("texto").fill_null(""))
    inteira = conteudo.endswith(b"\n")
    quebras = lido.height - (not inteira)
    sobra = len(conteudo) - int(lido["texto"].str.len_bytes().sum())
    if sobra not in {quebras, 2 * quebras}:
        return None
    terminador = pl.lit("\r\n" if sobra == 2 * quebras else "\n")
    return _fechar(lido.with_row_index("linha", offset=1).with_columns(terminador=terminador), inteira)


def _fatiar(texto: str, tamanho: int) -> pl.DataFrame:
    quebra = "\n" if "\n" in texto else "\r"
    if quebra not in texto and len(texto) > tamanho and len(texto) % tamanho == 0:
        partes = [texto[i : i + tamanho] for i in range(0, len(texto), tamanho)]
        return _numerar(pl.Series("texto", partes)).with_columns(terminador=pl.lit(""))
    partes_ = pl.Series("texto", [texto] if texto else [], dtype=pl.String).str.split(quebra).explode()
    inteira = texto.endswith(quebra)
    quadro = _numerar(partes_.head(-1) if inteira else partes_)
    com_retorno = pl.col("texto").str.ends_with("\r") if quebra == "\n" else pl.lit(value=False)
    fechada = pl.lit(inteira) | (pl.col("linha") < quadro.height)
    return quadro.with_columns(
        # A última pode ter só a metade do terminador.
        terminador=pl.when(com_retorno & fechada)
        .then(pl.lit("\r\n"))
        .when(com_retorno)
        .then(pl.lit("\r"))
        .when(fechada)
        .then(pl.lit(quebra))
        .otherwise(pl.lit("")),
        texto=pl.when(com_retorno).then(pl.col("texto").str.strip_suffix("\r")).otherwise("texto"),
    )


def _numerar(textos: pl.Series) -> pl.DataFrame:
    return textos.to_frame("texto").with_row_index("linha", offset=1)


def _fechar(quadro: pl.DataFrame, inteira: bool) -> pl.DataFrame:  # noqa: FBT001 - uso interno, um só chamador por caso
    """Se o arquivo não acaba em terminador, a última linha não tem um."""
    if inteira:
        return quadro
    ultima = pl.col("linha") == quadro.height
    return quadro.with_columns(terminador=pl.when(ultima).then(pl.lit("")).otherwise("terminador"))


def com_lote(tabela: Leiaute, linhas: pl.DataFrame) -> pl.DataFrame:
    """Acrescenta `lote`: o número do cabeçalho de lote (município, ou cartório nos de 127) a que a linha pertence."""
    abre = pl.col("texto").str.starts_with(registro_de_lote(tabela).identificacao)
    return linhas.with_columns(lote=abre.cum_sum().cast(pl.UInt32))


def registro_de_lote(tabela: Leiaute) -> Registro:
    """O registro que abre um lote: o do cartório nos arquivos de 127 posições, o header nos outros."""
    return tabela.registros.get("1_header_cartorio", tabela.abertura)
