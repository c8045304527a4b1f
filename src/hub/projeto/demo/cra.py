"""A CRA simulada, chamada como programa à parte: o hub só lhe entrega e dela recebe arquivos."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hub.comum.erros import Recusa
from hub.dividas.models import Retorno
from hub.estrategias.retornos import retornos_aplicar


class CRASimuladaFalhou(Recusa):
    """A CRA simulada parou com erro: {detalhe}"""

    status = 502


def processar(entrada: Path, saida: Path, em: date) -> list[Path]:
    """Um dia da CRA: lê o que chegou em `entrada` e deixa em `saida` o que tem a devolver; dá os arquivos novos."""
    for pasta in (entrada, saida):
        pasta.mkdir(parents=True, exist_ok=True)
    antes = set(saida.iterdir())
    comando = [sys.executable, "-m", "simuladores.cra", "processar", str(entrada), str(saida), "--em", em.isoformat()]
    feito = subprocess.run(comando, capture_output=True, text=True, check=False)  # noqa: S603 - comando nosso
    if feito.returncode:
        raise CRASimuladaFalhou(detalhe=feito.stderr.strip().splitlines()[-1] if feito.stderr else feito.returncode)
    return sorted(set(saida.iterdir()) - antes)


def devolver(arquivos: list[Path], *, ator: str) -> Iterator[Retorno]:
    """Aplica cada arquivo que a CRA devolveu; os relatórios de recebimento não são retornos."""
    devolvidos = [
        (arquivo.name, arquivo.read_bytes)
        for arquivo in arquivos
        if arquivo.name[0] in "CRM" and not arquivo.name.startswith("CP")
    ]
    yield from retornos_aplicar(estrategia="protesto", arquivos=devolvidos, ator=ator)
