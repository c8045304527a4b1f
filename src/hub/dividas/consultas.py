"""O que se lê do livro: a lista de CDAs, em páginas que não encarecem com o tamanho da carteira."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import Q, QuerySet, Value

from hub.comum.situacoes import Posicao
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.dividas.models.cda import nome_de_busca
from hub.dividas.situacao import POR_CODIGO, SituacaoDaCDA, esta_em, situacoes_das

#: Depois de todo texto que começa pelo prefixo, na ordem do banco.
ULTIMO = chr(0x10FFFF)
#: De quantas em diante o início diz só "mais de".
MUITAS = 1_000
#: Quantas CDAs cabem numa página.
POR_PAGINA = 50


@dataclass(frozen=True, kw_only=True)
class Filtro:
    """O que se procura. Vazio ou None = qualquer."""

    #: número da CDA (começo), CPF ou CNPJ (inteiro) ou nome do devedor (começo, com ou sem acento)
    busca: str = ""
    #: código em `hub.dividas.situacao.SITUACOES`
    situacao: str = ""
    #: código da carteira
    carteira: str = ""
    tributo: str = ""
    #: UF do devedor
    uf: str = ""
    #: reais, inclusive
    valor_minimo: Decimal | None = None
    valor_maximo: Decimal | None = None
    #: lote que trouxe a versão atual
    lote: int | None = None

    @property
    def vazio(self) -> bool:
        return not any(getattr(self, campo.name) for campo in fields(self))


@dataclass(frozen=True, kw_only=True)
class Pagina:
    """Uma página da lista, na ordem do número da CDA."""

    linhas: list[tuple[CDA, SituacaoDaCDA]]
    #: número da última CDA desta página, quando há outra página; senão vazio
    proxima: str


def cdas_listar(*, credor: Credor, filtro: Filtro, apos: str = "", limite: int = POR_PAGINA) -> Pagina:
    """As CDAs do credor que passam no filtro, depois do número `apos`.

    A página anda pelo índice (credor, número): a milésima custa o mesmo que a primeira, e não se conta nada.
    """
    achadas = list(
        filtrar(credor=credor, filtro=filtro).filter(numero_cda__gt=apos).order_by("numero_cda")[: limite + 1]
    )
    pagina = achadas[:limite]
    situacoes = situacoes_das(credor=credor, cdas=[cda.pk for cda in pagina])
    proxima = pagina[-1].numero_cda if len(achadas) > limite else ""
    return Pagina(linhas=[(cda, situacoes[cda.pk]) for cda in pagina], proxima=proxima)


def filtrar(*, credor: Credor, filtro: Filtro) -> QuerySet[CDA]:
    """As CDAs do credor que passam no filtro, sem ordem."""
    cdas = CDA.objects.filter(credor=credor)
    if filtro.busca:
        cdas = cdas.filter(_da_busca(filtro.busca))
    if filtro.situacao in POR_CODIGO:
        cdas = cdas.filter(esta_em(filtro.situacao))
    if filtro.carteira:
        cdas = cdas.filter(carteira__in=credor.carteiras.filter(codigo=filtro.carteira))
    iguais = {"tributo": filtro.tributo, "devedor_uf": filtro.uf.upper(), "lote": filtro.lote}
    faixa = {"valor_consolidado__gte": filtro.valor_minimo, "valor_consolidado__lte": filtro.valor_maximo}
    return cdas.filter(**{campo: valor for campo, valor in {**iguais, **faixa}.items() if valor not in {None, ""}})


def _da_busca(texto: str) -> Q:
    """Número, documento ou nome, pelo que o texto parece ser; na dúvida, qualquer dos que servem."""
    limpo = " ".join(texto.split())
    numero = Q(numero_cda__gte=limpo, numero_cda__lt=limpo + ULTIMO)
    documento = re.sub(r"[^0-9A-Z]", "", limpo.upper())
    if re.fullmatch(r"[0-9]{11}|[0-9A-Z]{12}[0-9]{2}", documento):
        return numero | Q(devedor_documento=documento)
    if any(c.isdigit() for c in limpo):
        return numero
    comeco, fim = nome_de_busca(Value(limpo)), nome_de_busca(Value(limpo + ULTIMO))
    return numero | Q(devedor_nome_busca__gte=comeco, devedor_nome_busca__lt=fim)


def em_consulta(credor: Credor) -> int:
    """Quantas CDAs do credor esperam correção ou justificativa; passando de `MUITAS`, para de contar."""
    esperam = CDA.objects.filter(credor=credor, posicao=Posicao.EM_CONSULTA).filter(esta_em("em_consulta"))
    return esperam[: MUITAS + 1].count()
