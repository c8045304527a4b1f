from __future__ import annotations

from datetime import date

from django.db.models import Q

from hub.credores.erros import CredorDesconhecido
from hub.credores.models import Convenio, Credor


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


def convenio_em(credor: Credor, em: date) -> Convenio | None:
    """A versão do convênio vigente na data; nula enquanto o credor ensaia, sem convênio em vigor."""
    vigentes = Convenio.objects.filter(Q(vigencia_fim__isnull=True) | Q(vigencia_fim__gte=em))
    return vigentes.filter(credor=credor, vigencia_inicio__lte=em).order_by("-versao").first()
