"""Abre uma planilha num processo à parte e grava cada folha em JSON Lines, uma linha não vazia por vez.

Uma célula perdida em XFD1048576 faz o leitor pedir centenas de gigabytes e abortar o processo: aqui só este morre.
Um texto que a planilha guarda uma vez e cita mil sai mil vezes: mede-se o que sai, no todo e por linha.
Roda sozinho (`python -I leitor_de_planilha.py MEMORIA ARQUIVO PASTA FOLHAS SAIDA LINHA`), só com a biblioteca padrão e
o calamine.

Cada linha gravada é `[número, [célula, …]]`; data vem como `{"data": "AAAA-MM-DD"}` ou com a hora, se houver.
Na saída padrão, um JSON: `{"folhas": [{"nome", "linhas", "coluna"}]}` ou
`{"erro": "senha|pesada|ilegivel|folhas|demais"}`.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum


def _da_celula(valor: object) -> dict[str, str]:
    if isinstance(valor, date):
        return {"data": valor.isoformat()}
    if isinstance(valor, time | timedelta):
        return {"data": str(valor)}
    raise TypeError(type(valor))


class _Demais(Exception):
    """O que sai da planilha passa do limite."""


@dataclass(kw_only=True)
class _Saida:
    """Grava as linhas, medindo em caracteres. Levanta `_Demais`."""

    resta: int
    por_linha: int

    def gravar(self, folha: CalamineSheet, destino: TextIO) -> int:
        gravadas = 0
        codificar = json.JSONEncoder(default=_da_celula, ensure_ascii=False, separators=(",", ":")).encode
        for numero, celulas in enumerate(folha.iter_rows(), 1):
            if any(celula != "" for celula in celulas):
                linha = codificar([numero, celulas])
                self.resta -= len(linha)
                if self.resta < 0 or len(linha) > self.por_linha:
                    raise _Demais
                destino.write(linha + "\n")
                gravadas += 1
        return gravadas


def abrir(arquivo: str, pasta: Path, folhas_maximo: int, saida: _Saida) -> dict[str, Any]:
    """Grava as folhas de `arquivo` em `pasta` (0.jsonl, 1.jsonl, …) e diz o que gravou."""
    try:
        with CalamineWorkbook.from_path(arquivo) as planilha:
            nomes = [folha.name for folha in planilha.sheets_metadata if folha.typ == SheetTypeEnum.WorkSheet]
            if len(nomes) > folhas_maximo:
                return {"erro": "folhas", "quantidade": len(nomes)}
            folhas = []
            for ordem, nome in enumerate(nomes):
                folha = planilha.get_sheet_by_name(nome)
                with (pasta / f"{ordem}.jsonl").open("w", encoding="utf-8", errors="replace") as destino:
                    linhas = saida.gravar(folha, destino)
                folhas.append({"nome": nome, "linhas": linhas, "coluna": folha.start[1] if folha.start else 0})
            return {"folhas": folhas}
    except _Demais:
        return {"erro": "demais"}
    except PasswordError:
        return {"erro": "senha"}
    except CalamineError as erro:
        return {"erro": "pesada" if "limit exceeded" in str(erro) else "ilegivel"}


if __name__ == "__main__":
    memoria = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memoria, memoria))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    medida = _Saida(resta=int(sys.argv[5]), por_linha=int(sys.argv[6]))
    sys.stdout.write(json.dumps(abrir(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), medida)))
