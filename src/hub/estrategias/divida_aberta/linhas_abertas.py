"""As linhas dos dados abertos: as colunas, e a consulta que as lê da lista e as confere no livro."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from hub.estrategias.divida_aberta.tipos import tipos_de_divida


@cache
def colunas_abertas() -> tuple[dict[str, str], ...]:
    """`coluna`, `tipo_parquet` e `significado` de cada uma, na ordem do arquivo."""
    with files("hub.estrategias.divida_aberta").joinpath("colunas.csv").open(encoding="utf-8") as arquivo:
        return tuple(csv.DictReader(arquivo))


NOMES = tuple(linha["coluna"] for linha in colunas_abertas())
_TIPOS = " ".join(f"when {codigo} then '{nome}'" for codigo, nome in tipos_de_divida().items())
_DE_ONDE = (
    *("p.chave::text", "p.papel", "p.especie", "p.documento", "p.nome", "p.uf", "p.ibge", "p.municipio"),
    *(f"case p.tipo {_TIPOS} end", "e.cnpj", "e.nome", "p.numero_cda", "p.inscrita_em", "c.saldo"),
    """to_char(p.publicada_em at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
)
#: As colunas da linha `p`, do credor `e` e do saldo conferido `c`.
EXPRESSOES = ", ".join(f"{expressao} as {nome}" for expressao, nome in zip(_DE_ONDE, NOMES, strict=True))
