"""Lê um Parquet inteiro, aos pedaços, num processo à parte, só para saber se o arquivo deixa.

Quem sobrevive aqui sobrevive no processo de quem chama, que depois lê os mesmos pedaços do mesmo jeito.
Roda sozinho (`python -I leitor_de_parquet.py MEMORIA ARQUIVO POR_VEZ`), só com o Polars.

Na saída padrão, um JSON: `{"linhas"}` ou `{"erro": "ilegivel"}`.
"""

from __future__ import annotations

import json
import resource
import sys

import polars as pl


def provar(arquivo: str, por_vez: int) -> dict[str, int | str]:
    """Decodifica todas as páginas do arquivo."""
    try:
        linhas = int(pl.scan_parquet(arquivo).select(pl.len()).collect().item())
        for inicio in range(0, linhas, por_vez):
            pl.scan_parquet(arquivo).slice(inicio, por_vez).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return {"erro": "ilegivel"}
    return {"linhas": linhas}


if __name__ == "__main__":
    memoria = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memoria, memoria))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(provar(sys.argv[2], int(sys.argv[3]))))
