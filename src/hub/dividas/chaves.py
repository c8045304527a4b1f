"""O que o livro já tem de um conjunto de números de CDA, numa consulta só."""

from __future__ import annotations

import polars as pl
from django.db import connection

from hub.credores.models import Credor

#: Colunas que `cdas_do_livro` devolve.
ESQUEMA_DO_LIVRO = {
    "numero_cda": pl.String,
    "cda_id": pl.Int64,
    "resumo_no_livro": pl.String,
    "posicao_no_livro": pl.String,
    "causas_no_livro": pl.Int64,
    "valor_no_livro": pl.Int64,
}

_NENHUMA = pl.DataFrame(schema=ESQUEMA_DO_LIVRO)

_CONSULTA = """
select numero_cda, id, encode(resumo, 'hex'), posicao, causas, (valor_consolidado * 100)::bigint
  from cda where credor_id = %s and numero_cda = any(%s)
"""


def cdas_do_livro(*, credor: Credor, numeros: pl.Series, travar: bool = False) -> pl.DataFrame:
    """As CDAs do credor com esses números, em `ESQUEMA_DO_LIVRO`; o resumo em hexadecimal, o valor em centavos.

    `travar`: bloqueia as linhas até o fim da transação, para quem vai mudá-las.
    """
    consulta = _CONSULTA + (" order by id for no key update" if travar else "")
    with connection.cursor() as cursor:
        cursor.execute(consulta, [credor.pk, numeros.drop_nulls().to_list()])
        linhas = cursor.fetchall()
    return pl.DataFrame(linhas, schema=ESQUEMA_DO_LIVRO, orient="row") if linhas else _NENHUMA
