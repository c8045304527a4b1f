"""Do envio às fatias: CDAs com os codevedores e itens delas, depois movimentos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from hub.dividas.cdas import Quadros
from hub.recepcao.formatos import Envio
from hub.recepcao.limites import LINHAS_POR_FATIA
from hub.recepcao.preparo import FILHAS
from hub.regras.achados import VAZIO


@dataclass(frozen=True, kw_only=True)
class FatiaDoArquivo:
    #: `cda` ou `movimento`; as outras tabelas vão com a CDA
    tabela: str
    #: ordem da fatia na tabela, a partir de zero; a mesma a cada leitura do mesmo arquivo
    indice: int
    #: quadros por tabela; de texto, até que se normalizem
    quadros: Quadros
    #: achados da leitura, no esquema de `hub.regras.achados`
    achados: pl.DataFrame
    #: percentual do arquivo já lido
    progresso: int


def fatias_do_envio(envio: Envio, *, provisoria: Path, feitas: Mapping[str, int]) -> Iterator[FatiaDoArquivo]:
    """As fatias ainda não feitas (`feitas`: quantas de cada tabela), na ordem de gravar.

    Codevedores e itens vão com as suas CDAs; os que não são de nenhuma formam a última fatia da tabela `cda`.
    """
    filhos, achados_dos_filhos = _guardar_filhos(envio, provisoria)
    principais = [tabela for tabela in ("cda", "movimento") if tabela in envio.tabelas]
    for vez, tabela in enumerate(principais):
        com_filhos = tabela == "cda" and bool(filhos)
        vistos, numero = [], -1
        # Com filhos, as fatias já feitas também se leem: é preciso saber de quem eles eram.
        for fatia in envio.fatias(tabela, LINHAS_POR_FATIA, desde=0 if com_filhos else feitas.get(tabela, 0)):
            numero = fatia.numero
            if com_filhos:
                vistos.append(fatia.quadro.select("numero_cda"))
            if numero < feitas.get(tabela, 0):
                continue
            yield FatiaDoArquivo(
                tabela=tabela,
                indice=numero,
                quadros={tabela: fatia.quadro, **(_dos_filhos(filhos, fatia.quadro, "semi") if com_filhos else {})},
                achados=pl.concat([achados_dos_filhos, fatia.achados]) if numero == vez == 0 else fatia.achados,
                progresso=min(99, (100 * vez + 100 * fatia.lidos // max(envio.bytes, 1)) // len(principais)),
            )
        if com_filhos and numero + 1 >= feitas.get(tabela, 0):
            yield _dos_orfaos(filhos, pl.concat(vistos), numero + 1)


def _dos_orfaos(filhos: dict[str, Path], cdas: pl.DataFrame, indice: int) -> FatiaDoArquivo:
    return FatiaDoArquivo(
        tabela="cda",
        indice=indice,
        quadros=_dos_filhos(filhos, cdas, "anti"),
        achados=VAZIO,
        progresso=99,
    )


def _guardar_filhos(envio: Envio, provisoria: Path) -> tuple[dict[str, Path], pl.DataFrame]:
    """Codevedores e itens vão para disco: podem ser mais que as CDAs e são procurados a cada fatia."""
    guardados: dict[str, Path] = {}
    achados = [VAZIO]
    for tabela in FILHAS:
        if tabela in envio.tabelas:
            pasta = provisoria / tabela
            pasta.mkdir()
            for fatia in envio.fatias(tabela, LINHAS_POR_FATIA):
                fatia.quadro.write_ipc(pasta / f"{fatia.numero:06}.arrow")
                achados.append(fatia.achados)
                guardados[tabela] = pasta
    return guardados, pl.concat(achados)


def _dos_filhos(filhos: dict[str, Path], cdas: pl.DataFrame, como: Literal["semi", "anti"]) -> dict[str, pl.DataFrame]:
    """Os filhos dessas CDAs (`semi`) ou os que não são de nenhuma delas (`anti`)."""
    numeros = cdas.lazy().select(pl.col("numero_cda").str.strip_chars().alias("_numero")).unique()
    quadros: dict[str, pl.DataFrame] = {}
    for tabela, pasta in filhos.items():
        quadro = pl.scan_ipc(pasta / "*.arrow").with_columns(_numero=pl.col("numero_cda").str.strip_chars())
        quadros[tabela] = quadro.join(numeros, on="_numero", how=como, maintain_order="left").drop("_numero").collect()
    return quadros
