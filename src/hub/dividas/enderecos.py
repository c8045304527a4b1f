"""Os endereços dos devedores: como se reconhece um, e o que se sabe dele."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from hub.comum.situacoes import ENCERRADAS
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
#: A igualdade com o documento e com o nome, à parte, se acha cada uma no seu índice.
_COM_DIVIDAS: Final = f"""
select e.id, c.id, c.numero_cda
  from endereco_do_devedor e
  join cda c on c.credor_id = e.credor_id
   and (c.devedor_documento = e.devedor or c.devedor_documento is null and c.devedor_nome_busca = e.devedor)
 where e.credor_id = %(credor)s and e.id = any(%(enderecos)s) and c.posicao <> all(%(encerradas)s)
   and e.chave = case e.tipo when 'postal' then {CHAVE_POSTAL} else {CHAVE_DO_EMAIL} end
 order by e.id, c.id
"""


def enderecos_da(cda: CDA) -> QuerySet[EnderecoDoDevedor]:
    """O que se sabe dos endereços que a CDA traz agora."""
    achados = EnderecoDoDevedor.objects.raw(_DA_CDA, [cda.pk, cda.credor_id])
    return EnderecoDoDevedor.objects.filter(pk__in=[um.pk for um in achados], credor=cda.credor_id)


def com_dividas(
    credor: Credor, enderecos: Sequence[EnderecoDoDevedor]
) -> list[tuple[EnderecoDoDevedor, list[tuple[int, str]]]]:
    """Cada endereço com as CDAs em aberto que ainda o trazem (id e número), numa consulta."""
    quais = [endereco.pk for endereco in enderecos]
    with connection.cursor() as cursor:
        cursor.execute(_COM_DIVIDAS, {"credor": credor.pk, "enderecos": quais, "encerradas": list(ENCERRADAS)})
        dividas: dict[int, list[tuple[int, str]]] = {}
        for endereco, cda, numero in cursor.fetchall():
            dividas.setdefault(endereco, []).append((cda, numero))
    return [(endereco, dividas.get(endereco.pk, [])) for endereco in enderecos]


def enderecos_que_voltam(credor: Credor) -> QuerySet[EnderecoDoDevedor]:
    """Os que devolveram o que se mandou, do mais novo ao mais velho."""
    return EnderecoDoDevedor.objects.filter(credor=credor, qualidade=Qualidade.VOLTA).order_by("-em", "-pk")
