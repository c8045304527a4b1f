"""O leiaute padronizado do HUB: os campos de cada tabela, a passagem do texto ao valor e o resumo do conteúdo.

A tabela que manda é `hub/cda-v1.csv`, uma linha por campo de quatro tabelas (`cda`, `devedor`, `item`,
`movimento`). Campo novo entra no fim da sua tabela: o resumo e as marcas de malformado contam a posição.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from hub.leiautes.padrao_campos import CAMPOS, Campo, Conversao, Tabela, campo_de
from hub.leiautes.padrao_colunas import SUJA
from hub.leiautes.padrao_conversao import MOSTRA, SEPARADOR, converter
from hub.leiautes.padrao_resumo import resumir
from hub.leiautes.padrao_tipos import TIPOS

__all__ = [
    "CAMPOS",
    "MOSTRA",
    "SEPARADOR",
    "SUJA",
    "Campo",
    "Conversao",
    "Tabela",
    "campo_de",
    "esquema",
    "normalizar",
    "resumo",
]


@cache
def esquema(tabela: Tabela) -> pl.Schema:
    """As colunas de um quadro normalizado e os seus tipos, na ordem."""
    colunas = {campo.campo: TIPOS[campo.conversao] for campo in CAMPOS[tabela]}
    acompanham = {"linha": pl.UInt32(), "malformado": pl.UInt64(), "comprido": pl.UInt64(), "rejeitado": pl.String()}
    return pl.Schema(colunas | acompanham)


def normalizar(quadro: pl.DataFrame, *, tabela: Tabela = "cda") -> pl.DataFrame:
    """Dá tipo a um quadro de texto; nunca levanta por causa do conteúdo e nunca corta nada.

    Entrada: colunas texto com nomes de campos da `tabela` (as que vieram) e `linha` (UInt32); as demais colunas
    são ignoradas, salvo `suja` (`SUJA`, Boolean): onde é falsa, quem leu os bytes garante que nenhum campo tem branco
    na ponta, caractere de controle ou espaço duro, e o texto não se olha de novo.

    Saída (`esquema`): todas as colunas da tabela, na ordem dela, mais

    - `linha`, como veio;
    - `malformado`: o bit `Campo.posicao` ligado diz que havia texto e ele não converte (a coluna fica nula);
    - `comprido`: o mesmo bit diz que o texto passa do tamanho do campo (a coluna o traz inteiro);
    - `rejeitado`: o começo dos textos que não converteram, na ordem dos campos, separados por U+001F; null se nenhum.

    Texto é aparado e vazio vira nulo; caractere de controle no meio o torna malformado. Datas `AAAA-MM-DD` ou
    `DD/MM/AAAA`, de 1900 a 2100. Dinheiro em centavos (Int64). Código, lista e UF em maiúsculas; a lista vem sem
    repetição, ordenada e unida por `+`. Documento e número CNJ só com letras e algarismos. JSON de até dez pares
    simples, com os nomes em ordem. Código fora do domínio e texto maior que o campo passam como vieram: quem os julga
    são as regras.
    """
    return converter(quadro, CAMPOS[tabela])


def resumo(quadro: pl.DataFrame, *, tabela: Tabela = "cda") -> pl.Series:
    """Resumo do conteúdo de cada linha de um quadro normalizado: 32 algarismos hexadecimais (BLAKE2b, 128 bits).

    Não entram `operacao`, campos nulos nem o que acompanha os campos (`linha`, marcas e `rejeitado`). Como lê valores
    já tipados, `812.4` e `812.40`, `2024-05-10` e `10/05/2024`, `S` e `true` dão o mesmo resumo. Não depende da versão
    do Polars.
    """
    return resumir(quadro, [campo.campo for campo in CAMPOS[tabela] if campo.campo != "operacao"])
