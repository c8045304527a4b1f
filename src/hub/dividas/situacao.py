"""A situação que as telas mostram de uma CDA, calculada da posição e dos acionamentos; ninguém a grava.

Os predicados estão só aqui, na ordem em que valem: o primeiro verdadeiro decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from hub.comum.situacoes import COM_PROTESTO, NO_CADASTRO, NO_CANAL, Posicao, Situacao, TipoDeMovimento
from hub.credores.models import Credor


def _lista(situacoes: Iterable[Situacao]) -> str:
    return ", ".join(f"'{situacao}'" for situacao in sorted(situacoes))


#: O que um acionamento `a` diz da CDA dele. Paga no canal deixa de valer se o credor reabriu a dívida depois.
MARCAS = {
    "paga_no_canal": f"""a.situacao = '{Situacao.PAGA}' and not exists (
        select 1 from movimento m
        where m.cda_id = a.cda_id and m.tipo = '{TipoDeMovimento.REABERTURA}' and m.data >= a.data_ocorrencia)""",
    "protestada": f"a.situacao in ({_lista(COM_PROTESTO)})",
    "no_cadastro": f"a.situacao in ({_lista(NO_CADASTRO)})",
    # A protestada e a do cadastro, que também estão no canal, já se acharam antes: sem repeti-las, o banco sabe que
    # estas são poucas. A carta que saiu não espera resposta.
    "no_canal": f"a.situacao in ({_lista(NO_CANAL - COM_PROTESTO - NO_CADASTRO - {Situacao.POSTADA})})",
}


@dataclass(frozen=True, kw_only=True)
class SituacaoDaCDA:
    """Uma linha da lista: quando vale e como se mostra."""

    #: nome que vai nas respostas e nos endereços
    codigo: str
    #: texto da tela
    rotulo: str
    #: cor do DSGov: success, warning, danger, info ou vazio; nunca vai sem o ícone e a palavra
    cor: str
    #: ícone da Font Awesome
    icone: str
    #: vale com esta posição; nula = nenhuma basta
    posicao: Posicao | None = None
    #: ou com um acionamento que a marca assim (`MARCAS`); vazia = nenhum basta
    marca: str = ""
    #: o que se espera agora, para a página da CDA; o que depende de um canal, é ele que diz
    proximo_passo: str

    @property
    def predicado(self) -> str:
        """A condição, sobre uma coluna `posicao` e uma por marca."""
        partes = [f"posicao = '{self.posicao}'"] if self.posicao else []
        return " or ".join([*partes, self.marca] if self.marca else partes) or "true"

    def alternativas(self) -> list[str]:
        """A mesma condição, sobre a tabela `cda`: basta uma.

        Separadas porque negadas uma a uma o banco as lê como junções, e começa por onde houver menos CDAs; de um `or`
        negado ele faria uma conta por CDA do credor.
        """
        posicao = [f"cda.posicao = '{self.posicao}'"] if self.posicao else []
        return [*posicao, f"exists ({_MARCADA.format(MARCAS[self.marca])})"] if self.marca else posicao


#: O acionamento que marca a CDA. O credor, que a CDA já diz, deixa o banco estimar quantos vai achar.
_MARCADA = "select from acionamento a where a.cda_id = cda.id and a.credor_id = cda.credor_id and {}"

SITUACOES: tuple[SituacaoDaCDA, ...] = (
    SituacaoDaCDA(
        codigo="paga",
        rotulo="Paga",
        cor="success",
        icone="fa-check-circle",
        posicao=Posicao.PAGA,
        marca="paga_no_canal",
        proximo_passo="A dívida foi paga: nada mais se cobra.",
    ),
    SituacaoDaCDA(
        codigo="cancelada",
        rotulo="Cancelada",
        cor="",
        icone="fa-ban",
        posicao=Posicao.CANCELADA,
        proximo_passo="Nada mais se cobra.",
    ),
    SituacaoDaCDA(
        codigo="suspensa",
        rotulo="Suspensa",
        cor="warning",
        icone="fa-pause-circle",
        posicao=Posicao.SUSPENSA,
        proximo_passo="Não segue a nenhuma estratégia. Para voltar a cobrar, envie o movimento de fim da suspensão.",
    ),
    SituacaoDaCDA(
        codigo="parcelada",
        rotulo="Parcelada",
        cor="info",
        icone="fa-calendar-alt",
        posicao=Posicao.PARCELADA,
        proximo_passo="Não segue a nenhuma estratégia enquanto em dia. Se o parcelamento cair, envie a rescisão.",
    ),
    SituacaoDaCDA(
        codigo="protestada",
        rotulo="Protestada",
        cor="danger",
        icone="fa-gavel",
        marca="protestada",
        proximo_passo="O protesto está lavrado e espera o pagamento. Pago, informe-o: o hub autoriza o cancelamento.",
    ),
    SituacaoDaCDA(
        codigo="em_cadastro",
        rotulo="Em cadastro de devedores",
        cor="danger",
        icone="fa-list-alt",
        marca="no_cadastro",
        proximo_passo="Está em cadastro de devedores e espera o pagamento. Pago, informe-o: o hub pede a exclusão.",
    ),
    SituacaoDaCDA(
        codigo="em_cobranca",
        rotulo="Em cobrança",
        cor="info",
        icone="fa-paper-plane",
        marca="no_canal",
        proximo_passo="Espera a resposta do canal. O arquivo de retorno conta o desfecho.",
    ),
    SituacaoDaCDA(
        codigo="em_consulta",
        rotulo="Em consulta",
        cor="warning",
        icone="fa-question-circle",
        posicao=Posicao.EM_CONSULTA,
        proximo_passo="Corrija os achados com operação A, ou justifique a ressalva, no prazo do convênio.",
    ),
    SituacaoDaCDA(
        codigo="aceita",
        rotulo="Aceita",
        cor="",
        icone="fa-inbox",
        proximo_passo="",
    ),
)
POR_CODIGO = {situacao.codigo: situacao for situacao in SITUACOES}
#: A situação de quem não está fora da posição normal nem em canal algum.
SEM_NADA = SITUACOES[-1].codigo


def situacoes_das(*, credor: Credor, cdas: Iterable[int]) -> dict[int, SituacaoDaCDA]:
    """CDA → situação, para uma página de CDAs do credor."""
    pedidas = list(cdas)
    sql = _SITUADAS.format(da_cda="and id = any(%(cdas)s)", do_acionamento="and a.cda_id = any(%(cdas)s)")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"credor": credor.pk, "cdas": pedidas})
        achadas: dict[int, str] = dict(cursor.fetchall())
    return {cda: POR_CODIGO[achadas.get(cda, SEM_NADA)] for cda in pedidas}


def cdas_por_situacao(credor: Credor) -> dict[str, int]:
    """Quantas CDAs do credor há em cada situação; todas aparecem, na ordem da lista, com zero se preciso.

    Lê os acionamentos e as CDAs fora da posição normal; as demais entram pela diferença para o total.
    """
    situadas = _SITUADAS.format(da_cda="", do_acionamento="")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cda where credor_id = %s", [credor.pk])
        (total,) = cursor.fetchone()
        cursor.execute(f"select situacao, count(*) from ({situadas}) s group by situacao", {"credor": credor.pk})
        contadas: dict[str, int] = dict(cursor.fetchall())
    contadas[SEM_NADA] = contadas.get(SEM_NADA, 0) + total - sum(contadas.values())
    return {situacao.codigo: contadas.get(situacao.codigo, 0) for situacao in SITUACOES}


def esta_em(codigo: str) -> RawSQL:
    """Condição para filtrar CDAs pela situação: a dela e nenhuma das que valem antes."""
    antes = takewhile(lambda outra: outra.codigo != codigo, SITUACOES)
    partes = [f"not {alternativa}" for outra in antes for alternativa in outra.alternativas()]
    if proprias := POR_CODIGO[codigo].alternativas():
        partes.append(f"({' or '.join(proprias)})")
    return RawSQL(" and ".join(partes) or "true", [], output_field=BooleanField())  # noqa: S611 - SQL só nosso


_CASOS = " ".join(f"when {situacao.predicado} then '{situacao.codigo}'" for situacao in SITUACOES)
#: Colunas `cda_id` e `situacao` de um credor; quem não aparece está `SEM_NADA`.
_SITUADAS = f"""
select cda_id, case {_CASOS} end as situacao
from (
    select coalesce(fora.cda_id, canal.cda_id) as cda_id,
           coalesce(posicao, '{Posicao.ATIVA}') as posicao,
           {", ".join(f"coalesce({marca}, false) as {marca}" for marca in MARCAS)}
    from (
        select id as cda_id, posicao from cda
        where credor_id = %(credor)s and posicao <> '{Posicao.ATIVA}' {{da_cda}}
    ) fora
    full join (
        select a.cda_id, {", ".join(f"bool_or({condicao}) as {marca}" for marca, condicao in MARCAS.items())}
        from acionamento a
        where a.credor_id = %(credor)s {{do_acionamento}}
          and a.situacao in ({_lista([Situacao.PAGA, *NO_CANAL])})
        group by a.cda_id
    ) canal using (cda_id)
) base
"""
