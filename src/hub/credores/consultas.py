from __future__ import annotations

from datetime import date

from django.db.models import Q

from hub.credores.erros import CredorDesconhecido, SemConvenio
from hub.credores.models import Convenio, Credor


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


def convenio_em(credor: Credor, em: date) -> Convenio:
    """A versão do convênio vigente na data. Levanta `SemConvenio`."""
    vigentes = Convenio.objects.filter(Q(vigencia_fim__isnull=True) | Q(vigencia_fim__gte=em))
    if achado := vigentes.filter(credor=credor, vigencia_inicio__lte=em).order_by("-versao").first():
        return achado
    raise SemConvenio(credor=credor.nome, em=em)
