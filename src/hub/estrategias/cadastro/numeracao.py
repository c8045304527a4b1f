"""O arquivo de uma remessa a um cadastro: um só, com número de remessa contínuo por credor."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.estrategias.cadastro.erros import RemessaGrandeDemais

_CONTAS = """
select (select count(*) from acionamento where remessa_id = %(remessa)s)
     + (select count(*) from remessa_baixa where remessa_id = %(remessa)s),
       coalesce((select sum(valor) from acionamento where remessa_id = %(remessa)s and devedor = 0), 0)
"""


def reservar_arquivo(remessa: Remessa, *, serie: str, nome: str, linhas: int) -> None:
    """Reserva o nome e o número, que nunca se repete na série do credor; nada a enviar, nada se reserva.

    `nome` leva `{sequencial}`; `linhas`: quantos registros o leiaute numera. Levanta `RemessaGrandeDemais`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONTAS, {"remessa": remessa.pk})
        registros, valor = cursor.fetchone()
    if not registros:
        return
    if registros > linhas:
        raise RemessaGrandeDemais(plano=remessa.pk, registros=registros, limite=linhas)
    da_serie = RemessaLote.objects.filter(credor=remessa.credor, praca=serie)
    sequencial = (da_serie.aggregate(ultimo=Max("sequencial"))["ultimo"] or 0) + 1
    arquivo = RemessaArquivo.objects.create(
        credor=remessa.credor,
        remessa=remessa,
        tipo="IE",
        nome=nome.format(sequencial=sequencial),
        titulos=registros,
        valor=valor,
    )
    RemessaLote.objects.create(
        credor=remessa.credor,
        arquivo=arquivo,
        praca=serie,
        sequencial=sequencial,
        titulos=registros,
        primeiro=0,
        ultimo=0,
    )
