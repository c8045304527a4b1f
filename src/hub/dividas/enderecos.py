"""Os endereços dos devedores: como se reconhece um, e o que se sabe dele."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from hub.credores.models import Credor
from hub.dividas.models import CDA, EnderecoDoDevedor
from hub.dividas.models.endereco import Qualidade

#: De quem é o endereço, sobre a linha `c` de `cda`.
DEVEDOR: Final = "coalesce(c.devedor_documento, c.devedor_nome_busca)"
#: A chave do endereço postal e a do eletrônico, sobre a linha `c` de `cda`. Pontuação e caixa não fazem outro endereço;
#: o bairro e o município, que o CEP já diz, também não.
CHAVE_POSTAL: Final = """md5(upper(regexp_replace(
    concat_ws('|', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento, c.devedor_cep),
    '[^[:alnum:]|]', '', 'g')))"""
CHAVE_DO_EMAIL: Final = "md5(lower(c.devedor_email))"
_DA_CDA: Final = f"""
select e.id
  from cda c
  join endereco_do_devedor e on e.credor_id = c.credor_id and e.devedor = {DEVEDOR}
 where c.id = %s and c.credor_id = %s
   and e.chave = case e.tipo when 'postal' then {CHAVE_POSTAL} else {CHAVE_DO_EMAIL} end
"""


def enderecos_da(cda: CDA) -> QuerySet[EnderecoDoDevedor]:
    """O que se sabe dos endereços que a CDA traz agora."""
    achados = EnderecoDoDevedor.objects.raw(_DA_CDA, [cda.pk, cda.credor_id])
    return EnderecoDoDevedor.objects.filter(pk__in=[um.pk for um in achados], credor=cda.credor_id)


def enderecos_que_voltam(credor: Credor) -> QuerySet[EnderecoDoDevedor]:
    """Os que devolveram o que se mandou, do mais novo ao mais velho."""
    return EnderecoDoDevedor.objects.filter(credor=credor, qualidade=Qualidade.VOLTA).order_by("-em", "-pk")
