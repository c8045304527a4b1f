from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection
from django.db.models import Q, QuerySet

from hub.credores.contato import Contato, contato_de
from hub.credores.erros import CredorDesconhecido
from hub.credores.models import (
    AcordoComOBiro,
    Carteira,
    CertificacaoAnual,
    Convenio,
    Credor,
    VersaoDaCarteira,
)


def credor_do_cnpj(cnpj: str) -> Credor:
    """O credor de um CNPJ escrito com ou sem pontuação. Levanta `CredorDesconhecido`."""
    limpo = "".join(c for c in cnpj.upper() if c.isalnum())
    if achado := Credor.objects.filter(cnpj=limpo).first():
        return achado
    raise CredorDesconhecido(cnpj=cnpj)


_VIGENTE = """
select * from convenio
 where credor_id = %(credor)s and vigencia_inicio <= %(em)s and (vigencia_fim is null or vigencia_fim >= %(em)s)
   and (encerrado_em is null or encerrado_em > %(em)s)
 order by versao desc limit 1
"""


def convenio_em(credor: Credor, em: date) -> Convenio | None:
    """A versão do convênio vigente na data, ainda que suspensa; nula enquanto o credor ensaia e depois de encerrado."""
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


class Vigor(StrEnum):
    """Em que pé está o convênio do credor numa data."""

    #: ainda não entrou em vigor nenhum: tudo funciona, menos os canais de verdade
    ENSAIO = "ensaio"
    VIGENTE = "vigente"
    #: só se aceita o que reduz, e só se baixa
    SUSPENSO = "suspenso"
    #: acabou, e nenhum outro o sucedeu; como suspenso
    ENCERRADO = "encerrado"

    @property
    def so_reduz(self) -> bool:
        """Se nada mais se inclui nem se aumenta."""
        return self in {Vigor.SUSPENSO, Vigor.ENCERRADO}


@dataclass(frozen=True, kw_only=True)
class Clausulas:
    """O que do credor a recepção obedece numa data."""

    #: código e id de cada carteira
    carteiras: tuple[tuple[str, int], ...]
    #: tributo e código da carteira para onde ele vai sem que se diga
    por_tributo: tuple[tuple[str, str], ...]
    #: nulo enquanto o credor ensaia, sem convênio em vigor, e depois de encerrado
    convenio: Convenio | None
    vigor: Vigor
    #: falso quando o convênio pede a certificação anual e ela não veio ou venceu
    certificado: bool


#: Do convênio, o que a recepção obedece, na ordem do modelo.
_DO_CONVENIO = (
    "id",
    "valor_minimo",
    "valor_maximo",
    "idade_maxima_anos",
    "tributos",
    "prazo_consulta_dias",
    "avisos_em_consulta",
    "certificacao_meses",
)
_LISTAS = frozenset({"tributos", "avisos_em_consulta"})
_LISTA = "array(select jsonb_array_elements_text({}))"
# Nenhuma depende da linha: o banco responde a cada uma uma vez por consulta.
_SUSPENSO = """exists (select 1 from suspensao_do_convenio
                where credor_id = %(credor)s and desde <= %(em)s and (ate is null or ate > %(em)s))"""
_ACABOU = """exists (select 1 from convenio
                where credor_id = %(credor)s and (vigencia_fim < %(em)s or encerrado_em <= %(em)s))"""
_CERTIFICADO = """exists (select 1 from certificacao_anual
                where credor_id = %(credor)s and certificada_em <= %(em)s and valida_ate >= %(em)s)"""
# Uma consulta só, escrita à mão, porque cada chamada da API a faz: o ORM levava mais tempo a montá-la que o banco a
# responder. O credor tem sempre carteira, criada com ele.
_CLAUSULAS = f"""
select c.codigo, c.id, {_LISTA.format("c.tributos")}, {_SUSPENSO}, {_ACABOU}, {_CERTIFICADO},
       {", ".join(_LISTA.format(f"v.{coluna}") if coluna in _LISTAS else f"v.{coluna}" for coluna in _DO_CONVENIO)}
  from carteira c left join lateral ({_VIGENTE}) v on true
 where c.credor_id = %(credor)s order by c.codigo
"""


def clausulas_em(credor: Credor, em: date) -> Clausulas:
    """As carteiras do credor e o convênio dele vigente na data, só com as colunas que a recepção obedece."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAUSULAS, {"credor": credor.pk, "em": em})
        linhas = cursor.fetchall()
    suspenso, acabou, certificado, *vigente = linhas[0][3:]
    convenio = Convenio.from_db(connection.alias, _DO_CONVENIO, vigente) if vigente[0] else None
    return Clausulas(
        carteiras=tuple((codigo, numero) for codigo, numero, *_ in linhas),
        por_tributo=tuple((tributo, codigo) for codigo, _, tributos, *_ in linhas for tributo in tributos),
        convenio=convenio,
        vigor=_vigor(vigente=convenio is not None, suspenso=suspenso, acabou=acabou),
        certificado=certificado or convenio is None or convenio.certificacao_meses is None,
    )


def _vigor(*, vigente: bool, suspenso: bool, acabou: bool) -> Vigor:
    if vigente:
        return Vigor.SUSPENSO if suspenso else Vigor.VIGENTE
    return Vigor.ENCERRADO if acabou else Vigor.ENSAIO


_VIGOR = f"select exists (select 1 from ({_VIGENTE}) v), {_SUSPENSO}, {_ACABOU}"


def vigor_em(credor: Credor, em: date) -> Vigor:
    """Em que pé está o convênio do credor na data."""
    with connection.cursor() as cursor:
        cursor.execute(_VIGOR, {"credor": credor.pk, "em": em})
        vigente, suspenso, acabou = cursor.fetchone()
    return _vigor(vigente=vigente, suspenso=suspenso, acabou=acabou)


def certificacao_do(credor: Credor) -> CertificacaoAnual | None:
    """A que vale até mais tarde; nula se o credor nunca certificou."""
    return CertificacaoAnual.objects.filter(credor=credor).order_by("-valida_ate", "-pk").first()


def acordos_em(credor: Credor, em: date) -> list[AcordoComOBiro]:
    """Os acordos do credor com serviços de proteção ao crédito que valem na data."""
    return list(AcordoComOBiro.objects.filter(credor=credor, data__lte=em, validade__gte=em).order_by("biro", "pk"))
