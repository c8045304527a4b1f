"""Conferências de cada linha: tamanho, caracteres e conversão dos campos."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado, achar
from hub.leiautes.motor.leitura import alguma, conferivel
from hub.leiautes.tabelas import Campo, Leiaute, Registro

_FORA_DO_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CONTROLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Posições citadas por mensagem.
_CITADAS: Final = 10


def conferir_linhas(tabela: Leiaute, linhas: pl.DataFrame, codificacao: str) -> list[Achado]:
    """Linhas que não são de registro nenhum, e as que têm caractere fora do ASCII ou de controle."""
    # A Serasa também aceita as letras acentuadas do ISO-8859-1; o protesto, só ASCII.
    latino = tabela.familia == "serasa" and codificacao == "iso-8859-1"
    achados = []
    if codificacao != "ascii" and not latino:
        achados.append(achar("CODIFICACAO", codificacao=codificacao, familia=tabela.familia))
    for linha, texto in linhas.filter(~alguma(tabela)).select("linha", "texto").iter_rows():
        achados.append(_linha_alheia(tabela, linha, texto))
    estranhas = linhas.filter(pl.col("texto").str.contains(r"[^\x20-\x7e]"))
    procuras = ({} if latino else {"NAO_ASCII": _FORA_DO_ASCII}) | {"CARACTERE_DE_CONTROLE": _CONTROLE}
    for linha, texto in estranhas.select("linha", "texto").iter_rows():
        achados += [
            achar(codigo, linha=linha, posicoes=_posicoes(forma, texto), familia=tabela.familia)
            for codigo, forma in procuras.items()
            if forma.search(texto)
        ]
    return achados


def _linha_alheia(tabela: Leiaute, linha: int, texto: str) -> Achado:
    if not texto.strip():
        return achar("LINHA_EM_BRANCO", linha=linha)
    if len(texto) != tabela.tamanho:
        return achar(
            "TAMANHO_DA_LINHA",
            linha=linha,
            tamanho=len(texto),
            certo=tabela.tamanho,
            leiaute=tabela.nome,
            familia=tabela.familia,
        )
    conhecidos = ", ".join(tabela.por_identificacao)
    return achar("REGISTRO_DESCONHECIDO", linha=linha, valor=texto[0], leiaute=tabela.nome, conhecidos=conhecidos)


def _posicoes(forma: re.Pattern[str], texto: str) -> str:
    posicoes = [str(casado.start() + 1) for casado in forma.finditer(texto)]
    sobra = len(posicoes) - _CITADAS
    return ", ".join(posicoes[:_CITADAS]) + (f" e mais {sobra}" if sobra > 0 else "")


def conferir_conversao(registro: Registro, tipado: pl.DataFrame, crus: pl.DataFrame) -> list[Achado]:
    """Um achado por campo cujo texto não é do tipo que o leiaute manda (bits de `malformado`)."""
    ruins = pl.concat([crus.with_row_index("~"), tipado.select("malformado")], how="horizontal")
    achados = []
    for linha in ruins.filter(pl.col("malformado") > 0).iter_rows(named=True):
        for posicao, campo in enumerate(registro.campos):
            if linha["malformado"] >> posicao & 1 and conferivel(campo):
                codigo = "DATA_INVALIDA" if campo.natureza == "data" else "NUMERO_INVALIDO"
                valor = linha[campo.nome].strip()
                achados.append(
                    achar(codigo, linha=linha["linha"], campo=campo.nome, valor=valor, exemplo=_exemplo(campo))
                )
    return achados


def _exemplo(campo: Campo) -> str:
    """A mesma data na forma que o leiaute usa."""
    return date(2024, 2, 28).strftime(campo.forma_da_data)
