from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from hub.credores.contato import Contato, contato_de
from hub.credores.erros import CredorDesconhecido
from hub.credores.models import Carteira, Convenio, Credor, VersaoDaCarteira


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


_VIGENTE = """
select * from convenio
 where credor_id = %(credor)s and vigencia_inicio <= %(em)s and (vigencia_fim is null or vigencia_fim >= %(em)s)
 order by versao desc limit 1
"""


def convenio_em(credor: Credor, em: date) -> Convenio | None:
    """A versão do convênio vigente na data; nula enquanto o credor ensaia, sem convênio em vigor."""
    return next(iter(Convenio.objects.raw(_VIGENTE, {"credor": credor.pk, "em": em})), None)


def versoes_em(credor: Credor, em: date) -> QuerySet[VersaoDaCarteira]:
    """De cada carteira do credor, a versão que vale na data; plano, `por-que`, telas e cartas a acham por aqui."""
    alcancam = VersaoDaCarteira.objects.filter(credor=credor, vigente_desde__lte=em)
    sem_fim = alcancam.filter(Q(vigente_ate__isnull=True) | Q(vigente_ate__gte=em))
    return sem_fim.order_by("carteira_id", "-versao").distinct("carteira_id")


def versao_em(carteira: Carteira, em: date) -> VersaoDaCarteira | None:
    """A versão da carteira que vale na data; nula se ela ainda não tem nenhuma."""
    return versoes_em(carteira.credor, em).filter(carteira=carteira).first()


def contato_em(carteira: Carteira, em: date) -> Contato:
    """Como o devedor de uma CDA da carteira regulariza, na data; vazio se o credor nada disse."""
    versao = versao_em(carteira, em)
    return contato_de(versao.contato) if versao else Contato()


@dataclass(frozen=True, kw_only=True)
class Clausulas:
    """O que do credor a recepção obedece numa data."""

    #: código e id de cada carteira
    carteiras: tuple[tuple[str, int], ...]
    #: tributo e código da carteira para onde ele vai sem que se diga
    por_tributo: tuple[tuple[str, str], ...]
    #: nulo enquanto o credor ensaia, sem convênio em vigor
    convenio: Convenio | None


#: Do convênio, o que a recepção obedece, na ordem do modelo.
_DO_CONVENIO = ("id", "valor_minimo", "valor_maximo", "idade_maxima_anos", "tributos", "prazo_consulta_dias")
_TRIBUTOS = "array(select jsonb_array_elements_text({}.tributos))"
# Uma consulta só, escrita à mão, porque cada chamada da API a faz: o ORM levava mais tempo a montá-la que o banco a
# responder. O credor tem sempre carteira, criada com ele.
_CLAUSULAS = f"""
select c.codigo, c.id, {_TRIBUTOS.format("c")},
       {", ".join(_TRIBUTOS.format("v") if coluna == "tributos" else f"v.{coluna}" for coluna in _DO_CONVENIO)}
  from carteira c left join lateral ({_VIGENTE}) v on true
 where c.credor_id = %(credor)s order by c.codigo
"""


def clausulas_em(credor: Credor, em: date) -> Clausulas:
    """As carteiras do credor e o convênio dele vigente na data, só com as colunas que a recepção obedece."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAUSULAS, {"credor": credor.pk, "em": em})
        linhas = cursor.fetchall()
    vigente = linhas[0][3:]
    return Clausulas(
        carteiras=tuple((codigo, numero) for codigo, numero, *_ in linhas),
        por_tributo=tuple((tributo, codigo) for codigo, _, tributos, *_ in linhas for tributo in tributos),
        convenio=Convenio.from_db(connection.alias, _DO_CONVENIO, vigente) if vigente[0] else None,
    )
