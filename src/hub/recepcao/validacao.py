"""O validador do credor: as mesmas regras da recepção, sem banco e sem credor."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from hub.comum.adiantamento import adiantar
from hub.recepcao.fatias import FatiaDoArquivo, fatias_do_envio
from hub.recepcao.formatos import abrir
from hub.recepcao.preparo import Julgada, fatia_julgar, fatia_normalizar
from hub.regras.achados import VAZIO
from hub.regras.parametros import Parametros

#: Achados devolvidos; o total é sempre contado.
ACHADOS = 10_000
#: Achados que se escrevem por vez.
ACHADOS_POR_VEZ = 50_000


@dataclass(frozen=True, kw_only=True)
class Validacao:
    #: linhas por resultado: `recebidas`, `aceita`, `em_consulta`, `recusada`, `movimentos` e `movimentos_recusados`
    contas: Counter[str]
    #: os primeiros achados, no esquema de `hub.regras.achados`
    achados: pl.DataFrame
    achados_total: int


def arquivo_validar(
    caminho: Path,
    *,
    nome: str,
    em: date,
    parametros: Parametros | None = None,
    listar: Callable[[pl.DataFrame], None] | None = None,
    olhar: Callable[[Julgada], None] | None = None,
) -> Validacao:
    """Julga o arquivo inteiro. O que depende do livro (número repetido, carteira) só a recepção diz.

    `listar` recebe, aos poucos e em ordem, todos os achados, no esquema de `hub.regras.achados`; `olhar`, cada fatia
    julgada. Levanta a `Recusa` do arquivo que não pode ser lido.
    """
    regras = parametros or Parametros()
    contas: Counter[str] = Counter()
    guardados, total, por_listar = VAZIO, 0, VAZIO
    with abrir(caminho, nome=nome) as envio, tempfile.TemporaryDirectory(prefix="hub-validar-") as provisoria:
        if envio.origem:
            regras = replace(regras, origem=envio.origem)
        fatias = fatias_do_envio(envio, provisoria=Path(provisoria), feitas={})
        # Uma fatia se lê enquanto a anterior se normaliza e a de antes se julga.
        for fatia in adiantar(_normalizadas(adiantar(fatias))):
            julgada = fatia_julgar(fatia.quadros, parametros=regras, em=em, da_leitura=fatia.achados)
            _contar(julgada, contas)
            achados = pl.concat([julgada.achados, julgada.da_leitura])
            total += achados.height
            guardados = pl.concat([guardados, achados.head(max(0, ACHADOS - guardados.height))])
            if olhar:
                olhar(julgada)
            if listar:
                por_listar = pl.concat([por_listar, achados])
                # Escrever por extenso custa por regra, e não por achado: poucos custariam o mesmo que muitos.
                if por_listar.height >= ACHADOS_POR_VEZ:
                    listar(por_listar)
                    por_listar = VAZIO
        if listar:
            listar(por_listar)
    return Validacao(contas=contas, achados=guardados, achados_total=total)


def _contar(julgada: Julgada, contas: Counter[str]) -> None:
    contas.update(dict(julgada.cdas["resultado"].value_counts().iter_rows()))
    perdidas, perdidos = len(julgada.perdidas("cda")), len(julgada.perdidas("movimento"))
    contas.update(recebidas=julgada.cdas.height + perdidas, recusada=perdidas)
    recusados = julgada.movimentos.filter(pl.col("resultado") == "recusada").height
    contas.update(movimentos=julgada.movimentos.height - recusados, movimentos_recusados=recusados + perdidos)


def _normalizadas(fatias: Iterable[FatiaDoArquivo]) -> Iterator[FatiaDoArquivo]:
    for fatia in fatias:
        normalizada = replace(fatia, quadros=fatia_normalizar(fatia.quadros))
        del fatia  # o texto não fica na memória enquanto a fatia se julga
        yield normalizada
