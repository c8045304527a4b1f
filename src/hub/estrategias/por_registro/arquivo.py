"""O arquivo de uma remessa a um serviço que atende um registro por vez: uma linha JSON por registro, do hub.

Diz, para sempre, o que se pediu, e dele se fazem as chamadas.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from hub.comum.municipios import quadro_de_municipios
from hub.dividas.gravacao import blocos_ler, quadro_do_bloco
from hub.dividas.models import Finalidade, Remessa, RemessaArquivo
from hub.estrategias.arquivos import gravando
from hub.estrategias.plano import consulta

PASTA: Final = "hub.estrategias.por_registro"
#: O que se sabe de cada registro; nas baixas, o endereço e a comunicação vêm nulos, e nas inclusões, o motivo. `valor`
#: em reais, com ponto; `devedor`: 0 = o principal.
ESQUEMA: Final = {
    "nosso_numero": pl.String,
    "ato": pl.String,
    "documento": pl.String,
    "nome": pl.String,
    "numero_cda": pl.String,
    "inscricao": pl.Date,
    "compra": pl.Date,
    "vencimento": pl.Date,
    "valor": pl.String,
    "devedor": pl.Int32,
    "motivo": pl.String,
    "identificador": pl.String,
    "comunicado_em": pl.Date,
    "logradouro": pl.String,
    "numero": pl.String,
    "complemento": pl.String,
    "bairro": pl.String,
    "municipio": pl.String,
    "ibge": pl.String,
    "uf": pl.String,
    "cep": pl.String,
}
CPF: Final = 11
#: Do quadro de `ESQUEMA` às colunas do arquivo do canal; as primeiras, `nosso_numero` e `operacao`.
Montar = Callable[[pl.DataFrame], pl.DataFrame]


def escrever(remessa: Remessa, arquivo: RemessaArquivo, pasta: Path, *, finalidade: Finalidade, montar: Montar) -> None:
    """Escreve o arquivo na pasta e lhe dá o SHA-256; repetir escreve os mesmos bytes."""
    parametros = {"remessa": remessa.pk, "credor": remessa.credor_id, "finalidade": finalidade.value}
    with gravando(pasta / arquivo.nome) as destino:
        for bloco in blocos_ler(consulta(PASTA, "registros"), parametros):
            linhas = quadro_do_bloco(bloco, ESQUEMA)
            com_praca = linhas.join(_municipios(), on="ibge", how="left", maintain_order="left")
            completas = com_praca.with_columns(pl.coalesce("municipio", "nome_do_municipio").alias("municipio"))
            destino.write(montar(completas).write_ndjson().encode())
    arquivo.sha256 = destino.sha256


@cache
def _municipios() -> pl.DataFrame:
    municipios = quadro_de_municipios()
    return municipios.select("ibge", nome_do_municipio=pl.col("nome"))


class Registros:
    """Os registros de um arquivo, que se leem adiante, trecho a trecho, uma vez só."""

    def __init__(self, caminho: Path) -> None:
        self._arquivo = caminho.open("rb")
        self._lidas = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._arquivo.close()

    def do_trecho(self, primeiro: int, ultimo: int) -> list[dict[str, Any]]:
        """Do `primeiro` ao `ultimo`, contados de um e os dois inclusive."""
        if primeiro <= self._lidas:
            self._arquivo.seek(0)
            self._lidas = 0
        linhas = list(islice(self._arquivo, primeiro - 1 - self._lidas, ultimo - self._lidas))
        self._lidas = ultimo
        return [json.loads(linha) for linha in linhas]
