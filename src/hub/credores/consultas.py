from __future__ import annotations

from datetime import date

from hub.credores.erros import CredorDesconhecido
from hub.credores.models import Convenio, Credor


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


# Escrita à mão porque cada chamada da API a faz, e montar a consulta custava mais que a consulta.
_VIGENTE = """
select * from convenio
 where credor_id = %s and vigencia_inicio <= %s and (vigencia_fim is null or vigencia_fim >= %s)
 order by versao desc limit 1
"""


def convenio_em(credor: Credor, em: date) -> Convenio | None:
    """A versão do convênio vigente na data; nula enquanto o credor ensaia, sem convênio em vigor."""
    return next(iter(Convenio.objects.raw(_VIGENTE, [credor.pk, em, em])), None)
