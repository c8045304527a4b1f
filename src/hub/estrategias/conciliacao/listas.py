"""As listas que se conciliam, como se leem."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from django.core.files.uploadedfile import UploadedFile

from hub.comum.documentos import limpar
from hub.dividas.listas import aparado, lista_ler
from hub.estrategias.conciliacao.erros import ListaGrandeDemais
from hub.estrategias.limites import LISTA_MIB

#: Do credor: o que ele tem. `saldo` em reais, com vírgula ou ponto.
DO_CREDOR: Final = ("numero_cda", "situacao", "saldo")
SITUACOES: Final = ("ATIVA", "SUSPENSA", "PARCELADA", "PAGA", "CANCELADA")
#: Do canal: o que está registrado nele em nome do credor.
DO_CANAL: Final = ("contrato", "documento", "valor")


def lista_enviada(arquivo: UploadedFile[Any] | None) -> bytes | None:
    """A lista que veio pela tela ou pela API; nula se não veio nada. Levanta `ListaGrandeDemais`."""
    if arquivo is None or not arquivo.size:
        return None
    if arquivo.size > LISTA_MIB * 2**20:
        raise ListaGrandeDemais(arquivo=arquivo.name, limite=LISTA_MIB)
    return bytes(arquivo.read())


def do_credor_ler(conteudo: bytes) -> pl.DataFrame:
    """`linha`, `numero_cda`, `situacao` e `saldo` (centavos); `ruim` onde não se entende."""
    textos = aparado(lista_ler(conteudo, colunas=DO_CREDOR, exigidas=DO_CREDOR[:2]), DO_CREDOR)
    lida = textos.with_columns(pl.col("situacao").str.to_uppercase(), saldo=_centavos("saldo"), texto=pl.col("saldo"))
    repetida = pl.col("numero_cda").is_duplicated()
    sem_saldo = pl.col("texto").is_not_null() & pl.col("saldo").is_null()
    estranha = ~pl.col("situacao").is_in(SITUACOES).fill_null(value=False)
    ruim = pl.col("numero_cda").is_null() | estranha | sem_saldo | repetida
    return lida.with_columns(ruim=ruim).drop("texto")


def do_canal_ler(conteudo: bytes) -> pl.DataFrame:
    """`linha`, `chave` (contrato e documento) e `valor` (centavos, nulo se não veio); `ruim` onde não se entende."""
    textos = aparado(lista_ler(conteudo, colunas=DO_CANAL, exigidas=DO_CANAL[:2]), DO_CANAL)
    lida = textos.with_columns(documento=limpar(pl.col("documento")), centavos=_centavos("valor"))
    chave = pl.concat_str("contrato", "documento")
    sem_valor = pl.col("valor").is_not_null() & pl.col("centavos").is_null()
    ruim = chave.is_null() | sem_valor | chave.is_duplicated()
    return lida.select("linha", chave.alias("chave"), pl.col("centavos").alias("valor"), ruim.alias("ruim"))


def _centavos(nome: str) -> pl.Expr:
    """O valor em centavos: 1234.56, 1234,56 ou 1.234,56; nulo se não é um."""
    texto = pl.col(nome)
    brasileiro = texto.str.contains(r"^[0-9]{1,3}(\.[0-9]{3})*,[0-9]{2}$|^[0-9]+,[0-9]{2}$")
    com_ponto = texto.str.contains(r"^[0-9]+(\.[0-9]{1,2})?$")
    inteiro = pl.when(brasileiro).then(texto.str.replace_all(r"[.,]", "")).otherwise(_sem_ponto(texto))
    cabe = (brasileiro | com_ponto) & (texto.str.len_chars() <= 18)  # noqa: PLR2004 - numeric(15,2) com separadores
    return pl.when(cabe).then(inteiro).cast(pl.Int64, strict=False)


def _sem_ponto(texto: pl.Expr) -> pl.Expr:
    partes = texto.str.split_exact(".", 1)
    centavos = partes.struct.field("field_1").fill_null("").str.pad_end(2, "0")
    return pl.concat_str(partes.struct.field("field_0"), centavos)
