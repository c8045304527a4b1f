"""O motor dos leiautes de largura fixa, em quadros Polars: um só para todos os arquivos.

`ler_registros(leiaute, conteudo)` dá um quadro por tipo de registro; `escrever_coluna(leiaute, registro, quadro)` dá as
linhas prontas de um tipo; `escrever_registros(leiaute, registros)` dá o arquivo inteiro.
"""

from hub.leiautes.motor.escrita import escrever_coluna, escrever_registros, gravar_registros
from hub.leiautes.motor.leitura import ler_registros
from hub.leiautes.motor.texto import ascii_maiusculo, ascii_maiusculo_de

__all__ = [
    "ascii_maiusculo",
    "ascii_maiusculo_de",
    "escrever_coluna",
    "escrever_registros",
    "gravar_registros",
    "ler_registros",
]
