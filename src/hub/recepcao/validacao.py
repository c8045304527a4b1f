"""O validador do credor: as mesmas regras da recepção, sem banco e sem credor."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from hub.recepcao.fatias import fatias_do_envio
from hub.recepcao.formatos import abrir
from hub.recepcao.preparo import fatia_julgar
from hub.regras.achados import ESQUEMA
from hub.regras.parametros import Parametros

#: Achados devolvidos; o total é sempre contado.
ACHADOS = 10_000


@dataclass(frozen=True, kw_only=True)
class Validacao:
    #: linhas por resultado: `recebidas`, `aceita`, `em_consulta`, `recusada` e `movimentos`
    contas: Counter[str]
    #: os primeiros achados, no esquema de `hub.regras.achados`
    achados: pl.DataFrame
    achados_total: int


def arquivo_validar(caminho: Path, *, nome: str, em: date, parametros: Parametros | None = None) -> Validacao:
    """Julga o arquivo inteiro. O que depende do livro (número repetido, carteira) só a recepção diz.

    Levanta a `Recusa` do arquivo que não pode ser lido.
    """
    regras = parametros or Parametros()
    contas: Counter[str] = Counter()
    guardados, total = pl.DataFrame(schema=ESQUEMA), 0
    with abrir(caminho, nome=nome) as envio, tempfile.TemporaryDirectory(prefix="hub-validar-") as provisoria:
        if envio.origem:
            regras = Parametros(origem=envio.origem)
        for fatia in fatias_do_envio(envio, provisoria=Path(provisoria), feitas={}):
            julgada = fatia_julgar(fatia.quadros, parametros=regras, em=em, da_leitura=fatia.achados)
            for quadro in (julgada.cdas, julgada.movimentos):
                contas.update(dict(quadro["resultado"].value_counts().iter_rows()))
            contas.update(recebidas=julgada.cdas.height + fatia.ilegiveis, recusada=fatia.ilegiveis)
            contas.update(movimentos=julgada.movimentos.height)
            achados = pl.concat([julgada.achados, julgada.da_leitura])
            total += achados.height
            guardados = pl.concat([guardados, achados.head(max(0, ACHADOS - guardados.height))])
    return Validacao(contas=contas, achados=guardados, achados_total=total)
