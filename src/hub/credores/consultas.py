from __future__ import annotations

from datetime import date

from django.db import connection

from hub.credores.erros import CredorDesconhecido
from hub.credores.models import Convenio, Credor


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


# Escritas à mão porque cada chamada da API as faz, e o ORM levava mais tempo a montá-las que o banco a responder.
_CARTEIRAS = """
select codigo, id, array(select jsonb_array_elements_text(tributos)) from carteira where credor_id = %s order by codigo
"""
_VIGENTE = """
select * from convenio
 where credor_id = %s and vigencia_inicio <= %s and (vigencia_fim is null or vigencia_fim >= %s)
 order by versao desc limit 1
"""


def carteiras_do(credor: Credor) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str], ...]]:
    """Código e id de cada carteira do credor; e tributo e código da carteira para onde ele vai sem que se diga."""
    with connection.cursor() as cursor:
        cursor.execute(_CARTEIRAS, [credor.pk])
        linhas = cursor.fetchall()
    carteiras = tuple((codigo, numero) for codigo, numero, _ in linhas)
    return carteiras, tuple((tributo, codigo) for codigo, _, tributos in linhas for tributo in tributos)


def convenio_em(credor: Credor, em: date) -> Convenio | None:
    """A versão do convênio vigente na data; nula enquanto o credor ensaia, sem convênio em vigor."""
    return next(iter(Convenio.objects.raw(_VIGENTE, [credor.pk, em, em])), None)
