"""Conferências do PEFIN que não são só de estrutura: total, domínios e, no arquivo de entrada, o conteúdo.

O retorno repete o que o informante mandou, com os erros dele: ali só se confere o que a Serasa escreve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado, achar
from hub.leiautes.serasa.detalhes import conferir_detalhes
from hub.leiautes.serasa.obrigatorios import campos_vazios
from hub.leiautes.tabelas import Campo, Leiaute, dominio

Quadros = Mapping[str, pl.DataFrame]
#: Campos do detalhe que se conferem num retorno, além da constante e da sequência.
CONFERIDOS_NO_RETORNO: Final = ("codigo_operacao", "motivo_baixa")
#: O que cada detalhe toma do seu header.
_DO_HEADER: Final = ("cnpj_instituicao_informante", "data_movimento", "codigo_envio")
#: Envios que vêm da Serasa: retorno e informacional.
DA_SERASA: Final = ("R", "I")


def conferir_pefin(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Os achados de um arquivo PEFIN, dos quadros tipados; num retorno bastam os campos de `campos_conferidos`."""
    headers = quadros["0-header"]
    enviados = headers.filter(~pl.col("codigo_envio").is_in(DA_SERASA).fill_null(value=False))
    dos_lotes = headers.unique("lote", keep="first").select("lote", *_DO_HEADER)
    detalhes = quadros["1-detalhe"].join(dos_lotes, on="lote", how="left", maintain_order="left")
    # Sem header não se sabe de quem é o arquivo: confere-se só o que vale para os dois.
    da_serasa = pl.col("codigo_envio").is_in(DA_SERASA).fill_null(value=False) | (pl.col("lote") == 0)
    entrada, volta = detalhes.filter(~da_serasa), detalhes.filter(da_serasa)
    desenho = tabela.registros["1-detalhe"]
    achados = [*_total(quadros["9-trailer"], tabela.sequencia), *_fora_do_dominio(tabela.abertura.campos, headers)]
    achados += campos_vazios(tabela.abertura, enviados)
    achados += _fora_do_dominio([desenho.por_nome[nome] for nome in CONFERIDOS_NO_RETORNO], volta)
    if entrada.height:
        proprios = [campo for campo in desenho.campos if campo.nome != "motivo_baixa"]
        achados += [*_fora_do_dominio(proprios, entrada), *conferir_detalhes(desenho, entrada)]
    return achados


def _total(trailers: pl.DataFrame, sequencia: str) -> Iterator[Achado]:
    """A sequência do trailer é o total de linhas do arquivo."""
    diferente = pl.col(sequencia).cast(pl.Int64) != pl.col("linha").cast(pl.Int64)
    for linha, valor in trailers.filter(diferente).select("linha", sequencia).iter_rows():
        yield achar("QUANTIDADE_NAO_CONFERE", linha=linha, campo=sequencia, valor=valor, esperado=linha)


def _fora_do_dominio(campos: list[Campo] | tuple[Campo, ...], quadro: pl.DataFrame) -> Iterator[Achado]:
    """Códigos que não estão na tabela que o campo cita; o vazio é assunto de `campos_vazios`."""
    for campo in campos:
        if campo.dominio is None:
            continue
        conhecidos = list(dominio(campo.dominio))
        ruins = quadro.filter(pl.col(campo.nome).is_not_null() & ~pl.col(campo.nome).is_in(conhecidos))
        for linha, valor in ruins.select("linha", campo.nome).iter_rows():
            yield achar("FORA_DO_DOMINIO", linha=linha, campo=campo.nome, valor=valor, conhecidos=", ".join(conhecidos))
